package dev.perdure.simulator.world;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The wall clock of the world, in microseconds since 1970. Confined to one thread. */
public final class ModelClock implements InstantSource {

    private static final long BEGIN = 1_767_225_600_000_000L;

    private long now = BEGIN;
    private long latest = BEGIN;

    @Override
    public Instant instant() {
        return Instant.ofEpochSecond(now / 1_000_000, now % 1_000_000 * 1_000);
    }

    /** Moves it, forward or back. */
    public void move(Duration by) {
        now = Math.max(BEGIN, now + by.toNanos() / 1_000);
        latest = Math.max(latest, now);
    }

    public long micros() {
        return now;
    }

    /** The latest time it has ever shown: nothing can rightly have a later one. */
    public long latest() {
        return latest;
    }
}
