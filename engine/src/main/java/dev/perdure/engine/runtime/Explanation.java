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
import java.util.function.Predicate;
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
     * @param dispatcher knows where activities are
     */
    Why why(Why.@Nullable Turn turn, List<ActivityItem> activities, Dispatcher dispatcher) {
        if (!instance.status().isTerminal()) {
            addSuspension();
            if (instance.position() == 0 && instance.scheduledStart() > now) {
                add(new Why.ScheduledStart(Micros.instant(instance.scheduledStart())));
            }
            if (turn != null) {
                add(turn);
            }
            addActivities(activities, dispatcher);
            state.children(instance).forEach((taskId, childId) -> add(new Why.Child(taskId, childId)));
            addTimers();
            instance.criticalSections().values().stream()
                    .filter(section -> !section.getGranted())
                    .forEach(section -> add(
                            new Why.EntityLock(section.getCriticalSectionId(), section.getLockSetList(), null, null)));
            instance.awaitedEvents()
                    .forEach(event -> add(new Why.ExternalEvent(event.getName(), Micros.instant(event.getSince()))));
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

    private void addActivities(List<ActivityItem> activities, Dispatcher dispatcher) {
        int listed = Math.min(activities.size(), Why.REASONS_MAX - reasons.size());
        for (ActivityItem item : activities.subList(0, listed)) {
            String name = item.request().getName();
            Why.Place place = dispatcher.placeOf(
                    item.token(),
                    worker -> worker.filter().wantsActivity(name),
                    (worker, ring) -> ring.suitsActivity(worker, name));
            add(new Why.Activity(name, item.request().getTaskId(), item.delivery(), place));
        }
        total += activities.size() - listed;
    }

    private void addTimers() {
        state.timersOf(instance.instanceId(), Why.TIMERS_MAX).stream()
                .filter(timer -> timer.taskId() != Event.TimerArmed.SCHEDULED_START)
                .sorted(Comparator.comparingLong(Event.TimerArmed::fireAt).thenComparingInt(Event.TimerArmed::taskId))
                .forEach(timer -> add(new Why.Timer(timer.taskId(), Micros.instant(timer.fireAt()))));
    }

    /**
     * Where a work item is. Called under the dispatcher's lock, which guards what the workers have.
     *
     * @param lease the present delivery, or null
     * @param serves whether a worker has the name
     * @param hasRoom whether a worker has the name and takes one more
     */
    static Why.Place place(
            @Nullable Lease lease,
            List<ConnectedWorker> workers,
            Predicate<ConnectedWorker> serves,
            Predicate<ConnectedWorker> hasRoom) {
        if (lease != null) {
            return new Why.AtWorker(
                    lease.worker().name(),
                    Micros.instant(lease.since()),
                    lease.deadline() == Long.MAX_VALUE ? null : Micros.instant(lease.deadline()),
                    lease instanceof Lease.OfActivity activity && activity.heard() > 0
                            ? Micros.instant(activity.heard())
                            : null);
        }
        if (workers.isEmpty()) {
            return new Why.Queued(Why.Queued.Cause.NO_WORKER);
        }
        if (workers.stream().noneMatch(serves)) {
            return new Why.Queued(Why.Queued.Cause.NAME_NOT_SERVED);
        }
        return new Why.Queued(
                workers.stream().anyMatch(hasRoom)
                        ? Why.Queued.Cause.ABOUT_TO_BE_HANDED_OUT
                        : Why.Queued.Cause.WORKERS_BUSY);
    }
}
