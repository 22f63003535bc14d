package dev.perdure.sdk;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The external events of one name, in the order in which they came. Nothing is taken but by {@code next}, so what the code
 * does not take goes on to the next execution at continue-as-new. Streams of one name share their events: each goes to one.
 *
 * <p>Confined to the orchestrator's thread.
 *
 * @param <T> the payload
 */
public interface EventStream<T extends @Nullable Object> {

    /** The name of the events. */
    String name();

    /**
     * Waits for the next event and returns its payload; null if it has none.
     *
     * @throws dev.perdure.core.data.DataConversionException if the payload does not fit the type; the event is taken
     */
    T next();

    /**
     * Like {@link #next()}, but waits no longer than {@code limit}, by a durable timer. If the event is there already, no
     * timer is made.
     *
     * @return the payload; empty if the time ran out, and also if the event has no payload
     * @throws IllegalArgumentException if {@code limit} is negative
     */
    Optional<T> next(Duration limit);
}
