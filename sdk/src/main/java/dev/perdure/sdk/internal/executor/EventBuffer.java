package dev.perdure.sdk.internal.executor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * External events, by name regardless of case: either events that wait for a taker, or takers that wait for an event,
 * both first come, first served. Their number is bounded by that of the history.
 *
 * <p>Confined to the orchestrator's thread.
 */
final class EventBuffer {

    private final Map<String, Deque<Optional<String>>> events = new HashMap<>();
    private final Map<String, Deque<EventWait<?>>> waits = new HashMap<>();
    private long taken;

    /** An event has come. */
    void raised(String name, @Nullable String payload) {
        String key = key(name);
        Deque<EventWait<?>> waiting = waits.get(key);
        if (waiting == null) {
            events.computeIfAbsent(key, k -> new ArrayDeque<>()).add(Optional.ofNullable(payload));
            return;
        }
        EventWait<?> first = waiting.remove();
        if (waiting.isEmpty()) {
            waits.remove(key);
        }
        taken++;
        first.arrived(payload);
    }

    /** Gives {@code wait} the first event that waits for a taker, or enlists it. */
    void enlist(EventWait<?> wait) {
        String key = key(wait.name());
        Deque<Optional<String>> waiting = events.get(key);
        if (waiting == null) {
            waits.computeIfAbsent(key, k -> new ArrayDeque<>()).add(wait);
            return;
        }
        String payload = waiting.remove().orElse(null);
        if (waiting.isEmpty()) {
            events.remove(key);
        }
        taken++;
        wait.arrived(payload);
    }

    /** Takes {@code wait} out again. */
    void withdraw(EventWait<?> wait) {
        String key = key(wait.name());
        Deque<EventWait<?>> waiting = waits.get(key);
        if (waiting != null && waiting.remove(wait) && waiting.isEmpty()) {
            waits.remove(key);
        }
    }

    /** How many events have found a taker. */
    long taken() {
        return taken;
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
