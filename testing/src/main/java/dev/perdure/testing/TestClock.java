package dev.perdure.testing;

import dev.perdure.testing.internal.TestWorld;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * The clock of a test's hub. It begins at {@link #BEGIN} and stands still until a test waits for an instance or advances
 * it.
 *
 * <p>Confined to the test's thread.
 */
public final class TestClock implements InstantSource {

    /** The time at which every test begins. */
    public static final Instant BEGIN = TestWorld.BEGIN;

    private final Supplier<TestWorld> world;

    TestClock(Supplier<TestWorld> world) {
        this.world = world;
    }

    @Override
    public Instant instant() {
        return world.get().now();
    }

    /**
     * Lets the time pass. What is due on the way happens at its time; all that can be done is done before and after.
     *
     * @throws IllegalArgumentException if {@code by} is negative
     */
    public void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("The clock of a test goes forward, not by " + by + ".");
        }
        world.get().advance(by);
    }

    /**
     * Advances to {@code moment}.
     *
     * @throws IllegalArgumentException if it has passed
     */
    public void advanceTo(Instant moment) {
        advance(Duration.between(instant(), moment));
    }
}
