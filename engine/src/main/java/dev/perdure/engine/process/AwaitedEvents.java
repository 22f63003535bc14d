package dev.perdure.engine.process;

import dev.perdure.engine.record.AwaitedEvent;
import dev.perdure.engine.state.Event;
import dev.perdure.engine.state.InstanceState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The external events that an orchestrator waits for, so that {@code why} can name them. Only workers that say them are
 * known; nothing depends on it. Stateless.
 */
final class AwaitedEvents {

    /** Events kept of one instance; the rest is not named. Part of the meaning of a log, so not a setting. */
    static final int EVENTS_MAX = 100;

    /** Characters kept of a name. Part of the meaning of a log, so not a setting. */
    static final int NAME_MAX = 256;

    private AwaitedEvents() {}

    /** The change that a turn makes, if any. An event that was waited for before has been so since then. */
    static Optional<Event> changed(InstanceState instance, List<String> names, long time) {
        List<AwaitedEvent> before = instance.awaitedEvents();
        if (names.isEmpty() && before.isEmpty()) {
            return Optional.empty();
        }
        List<AwaitedEvent> after = new ArrayList<>();
        for (String name : names.subList(0, Math.min(names.size(), EVENTS_MAX))) {
            String kept = name.length() <= NAME_MAX ? name : name.substring(0, NAME_MAX);
            after.add(before.stream()
                    .filter(event -> event.getName().equals(kept))
                    .findFirst()
                    .orElseGet(() -> AwaitedEvent.newBuilder()
                            .setName(kept)
                            .setSince(time)
                            .build()));
        }
        return after.equals(before)
                ? Optional.empty()
                : Optional.of(new Event.EventsAwaited(instance.instanceId(), after));
    }
}
