package dev.perdure.sdk;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A wait for one external event. Each event goes to one wait: waits for one name are served in the order in which they
 * were made, and events nobody waits for are kept in the order in which they came.
 *
 * <p>Confined to the orchestrator's thread.
 *
 * @param <T> the payload
 */
public interface EventTask<T extends @Nullable Object> extends Task<T> {

    /**
     * Waits for the event, but not longer than {@code limit}, by a durable timer. If the event is there already, no timer
     * is made. If the time runs out first, the wait is withdrawn: an event that comes later is kept for the next wait. A
     * later {@code within} or {@code await} on this task waits again, behind those that wait already.
     *
     * @return the payload, or empty if the time ran out; also empty if the event came without payload, and then
     *     {@link #isDone()} is true
     * @throws IllegalArgumentException if {@code limit} is negative
     */
    Optional<T> within(Duration limit);
}
