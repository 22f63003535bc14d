package dev.perdure.sdk.internal.executor;

import dev.perdure.core.protocol.HistoryEvent;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * External events, by name regardless of case: either events that wait for a taker, or takers that wait for an event,
 * both first come, first served. Their number is bounded by that of the history.
 *
 * <p>Confined to the orchestrator's thread.
 */
final class EventBuffer {

    private final Map<String, Deque<Buffered>> events = new HashMap<>();
    private final Map<String, Deque<EventWait<?>>> waits = new HashMap<>();
    private long arrivals;
    private long taken;

    /** An event that waits for a taker, with its place in the order of arrival. */
    private record Buffered(long arrival, HistoryEvent event) {}

    /** An external event has come. */
    void raised(HistoryEvent event) {
        String key = key(event.getEventRaised().getName());
        Deque<EventWait<?>> waiting = waits.get(key);
        if (waiting == null) {
            events.computeIfAbsent(key, k -> new ArrayDeque<>()).add(new Buffered(arrivals++, event));
            return;
        }
        EventWait<?> first = waiting.remove();
        if (waiting.isEmpty()) {
            waits.remove(key);
        }
        taken++;
        first.arrived(payload(event));
    }

    /** Gives {@code wait} the first event that waits for a taker, or enlists it. */
    void enlist(EventWait<?> wait) {
        String key = key(wait.name());
        Deque<Buffered> waiting = events.get(key);
        if (waiting == null) {
            waits.computeIfAbsent(key, k -> new ArrayDeque<>()).add(wait);
            return;
        }
        HistoryEvent event = waiting.remove().event();
        if (waiting.isEmpty()) {
            events.remove(key);
        }
        taken++;
        wait.arrived(payload(event));
    }

    /** Takes {@code wait} out again. */
    void withdraw(EventWait<?> wait) {
        String key = key(wait.name());
        Deque<EventWait<?>> waiting = waits.get(key);
        if (waiting != null && waiting.remove(wait) && waiting.isEmpty()) {
            waits.remove(key);
        }
    }

    /** The names that waits are made for, as first spelt: sorted, each once. */
    List<String> awaited() {
        return waits.values().stream()
                .map(waiting -> waiting.element().name())
                .sorted()
                .toList();
    }

    /** The events that nobody has taken, in the order of arrival. */
    List<HistoryEvent> untaken() {
        return events.values().stream()
                .flatMap(Deque::stream)
                .sorted(Comparator.comparingLong(Buffered::arrival))
                .map(Buffered::event)
                .toList();
    }

    /** How many events have found a taker. */
    long taken() {
        return taken;
    }

    private static @Nullable String payload(HistoryEvent event) {
        return event.getEventRaised().hasInput()
                ? event.getEventRaised().getInput().getValue()
                : null;
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
