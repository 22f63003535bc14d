package dev.perdure.engine.runtime;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.engine.Why;
import dev.perdure.engine.committed.Micros;
import dev.perdure.engine.process.HistoryEvents;
import dev.perdure.engine.state.Event;
import dev.perdure.engine.state.InstanceState;
import dev.perdure.engine.state.PartitionState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what one instance waits for: durable facts from the state, the rest from who has what now. Costs what is
 * open of that instance.
 *
 * <p>Confined to its partition; used once.
 */
final class Explanation {

    private final PartitionState state;
    private final InstanceState instance;
    private final long now;
    private final List<Why.Reason> reasons = new ArrayList<>();
    private long total;

    Explanation(PartitionState state, InstanceState instance, long now) {
        this.state = state;
        this.instance = instance;
        this.now = now;
    }

    /**
     * The whole answer.
     *
     * @param turn the turn that is at a worker or waits for one, or null
     * @param activities the open activities, by task id
     * @param places where activities are, in the order in which they are given
     */
    Why why(
            Why.@Nullable Turn turn,
            List<ActivityItem> activities,
            Function<List<ActivityItem>, List<Why.Place>> places) {
        if (!instance.status().isTerminal()) {
            addSuspension();
            if (instance.position() == 0 && instance.scheduledStart() > now) {
                add(new Why.ScheduledStart(Micros.instant(instance.scheduledStart())));
            }
            if (turn != null) {
                add(turn);
            }
            addActivities(activities, places);
            state.children(instance).forEach((taskId, childId) -> add(new Why.Child(taskId, childId)));
            addTimers();
            if (total == 0) {
                add(new Why.ExternalEvent());
            }
        }
        return new Why(
                instance.instanceId(),
                instance.executionId(),
                instance.status(),
                Micros.instant(now),
                instance.inboxSize(),
                reasons,
                total);
    }

    private void add(Why.Reason reason) {
        total++;
        if (reasons.size() < Why.REASONS_MAX) {
            reasons.add(reason);
        }
    }

    /** The event of a suspension stays in the inbox until the instance is resumed: it says why, and since when. */
    private void addSuspension() {
        if (instance.status() != RuntimeStatus.SUSPENDED) {
            return;
        }
        Why.Suspended suspended = new Why.Suspended(null, Micros.instant(instance.updated()));
        for (HistoryEvent event : instance.inbox()) {
            if (event.hasExecutionSuspended()) {
                suspended = new Why.Suspended(
                        event.getExecutionSuspended().hasInput()
                                ? event.getExecutionSuspended().getInput().getValue()
                                : null,
                        Micros.instant(HistoryEvents.micros(event.getTimestamp())));
            }
        }
        add(suspended);
    }

    private void addActivities(List<ActivityItem> activities, Function<List<ActivityItem>, List<Why.Place>> placesOf) {
        List<ActivityItem> listed =
                activities.subList(0, Math.min(activities.size(), Why.REASONS_MAX - reasons.size()));
        List<Why.Place> places = placesOf.apply(listed);
        for (int i = 0; i < listed.size(); i++) {
            ActivityItem item = listed.get(i);
            add(new Why.Activity(item.request().getName(), item.request().getTaskId(), item.delivery(), places.get(i)));
        }
        total += activities.size() - listed.size();
    }

    private void addTimers() {
        state.timersOf(instance.instanceId(), Why.TIMERS_MAX).stream()
                .filter(timer -> timer.taskId() != Event.TimerArmed.SCHEDULED_START)
                .sorted(Comparator.comparingLong(Event.TimerArmed::fireAt).thenComparingInt(Event.TimerArmed::taskId))
                .forEach(timer -> add(new Why.Timer(timer.taskId(), Micros.instant(timer.fireAt()))));
    }
}
