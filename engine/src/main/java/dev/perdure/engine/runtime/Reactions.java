package dev.perdure.engine.runtime;

import dev.perdure.core.EntityId;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.engine.process.HistoryLimits;
import dev.perdure.engine.record.ActivityRecord;
import dev.perdure.engine.state.EntityChange;
import dev.perdure.engine.state.Event;
import dev.perdure.engine.state.InstanceState;
import dev.perdure.engine.state.PartitionState;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an event sets in motion in the world outside the state: turns to dispatch at once, and effects that wait for the
 * commit (activities, messages, news for those who wait). All of it can be derived again from the state.
 *
 * <p>Confined to its partition.
 */
final class Reactions {

    private static final Logger LOG = LoggerFactory.getLogger(Reactions.class);

    private final Partition partition;
    private final Hub hub;
    private final PartitionState state;
    private final Turns turns;
    private final EntityBatches entities;
    private final Map<String, Map<Integer, ActivityItem>> activities = new HashMap<>();
    private final Set<String> touched = new HashSet<>();
    private long nextTimer = Long.MAX_VALUE;
    private long nextExpiry = Long.MAX_VALUE;

    Reactions(Partition partition, Hub hub, PartitionState state, Turns turns, EntityBatches entities) {
        this.partition = partition;
        this.hub = hub;
        this.state = state;
        this.turns = turns;
        this.entities = entities;
    }

    /** Called after the event was applied. */
    void to(Event event) {
        switch (event) {
            case Event.InboxAppended e -> touched.add(e.instanceId());
            case Event.TimerRemoved e -> {
                if (EntityId.isEntity(e.instanceId())) {
                    entities.touch(e.instanceId());
                } else {
                    touched.add(e.instanceId());
                }
            }
            case Event.EntityChanged e -> changed(e);
            case Event.CriticalSectionChanged e -> {}
            case Event.InstanceCreated e -> tellWaiters(e.instanceId());
            case Event.HistoryAppended e -> appended(e);
            case Event.StatusChanged e -> tellWaiters(e.instanceId());
            case Event.InstanceEnded e -> ended(e.instanceId());
            case Event.InstanceContinued e -> ended(e.instanceId());
            case Event.InstanceRewound e -> ended(e.instanceId());
            case Event.InstanceRemoved e -> ended(e.instanceId());
            case Event.ActivityScheduled e -> scheduled(e);
            case Event.ActivityClosed e -> closed(e.instanceId(), e.taskId());
            case Event.TimerArmed e -> nextTimer = Math.min(nextTimer, e.fireAt());
            case Event.KeyRemembered e ->
                nextExpiry = Math.min(nextExpiry, e.record().getExpires());
            case Event.MessageSent e -> sent(e);
            case Event.NameAnnounced e -> partition.afterCommit(() -> hub.announced(e.name()));
            case Event.WorkGivenUp e -> hub.counters().givenUp.add(e.work().getTimes());
            case Event.CommandTaken e -> {}
            case Event.MessageReceived e -> {}
            case Event.MessagesAcknowledged e -> {}
            case Event.KeyForgotten e -> {}
            case Event.ParentAssigned e -> {}
            case Event.EventsAwaited e -> {}
            case Event.SpanNamed e -> {}
            case Event.HeartbeatRecorded e -> {}
            case Event.ChildOpened e -> {}
            case Event.ChildClosed e -> {}
        }
    }

    /** Gives a turn or a batch to everything that got something to do. */
    void dispatchTouched() {
        touched.forEach(turns::dispatchIfReady);
        touched.clear();
        entities.dispatchTouched();
    }

    /** The activities of an instance that have no result yet, by task id. */
    List<ActivityItem> openActivities(String instanceId) {
        return activities.getOrDefault(instanceId, Map.of()).values().stream()
                .sorted(Comparator.comparingInt(item -> item.request().getTaskId()))
                .toList();
    }

    /** When the next timer fires or key expires, at the earliest. Microseconds since 1970. */
    long nextDue() {
        return Math.min(nextTimer, nextExpiry);
    }

    long nextTimer() {
        return nextTimer;
    }

    long nextExpiry() {
        return nextExpiry;
    }

    /** Looks up in the state what is due next. */
    void findDue() {
        nextTimer = state.nextTimer().orElse(Long.MAX_VALUE);
        nextExpiry = state.nextKeyExpiry().orElse(Long.MAX_VALUE);
    }

    private void changed(Event.EntityChanged e) {
        entities.touch(e.entityId());
        if (e.change() instanceof EntityChange.Scheduled scheduled) {
            nextTimer = Math.min(nextTimer, scheduled.due());
        } else if (e.change() instanceof EntityChange.AttemptFailed failed && failed.retryAt() > 0) {
            nextTimer = Math.min(nextTimer, failed.retryAt());
        } else if (e.change() instanceof EntityChange.LockBroken) {
            entities.reconsider(e.entityId());
        }
    }

    private void appended(Event.HistoryAppended e) {
        tellWaiters(e.instanceId());
        InstanceState instance = state.instance(e.instanceId());
        long after = instance == null ? 0 : instance.position();
        if (HistoryLimits.reached(HistoryLimits.LONG, after - e.events().size(), after)) {
            hub.counters().longHistories.increment();
            LOG.warn(
                    "The history of instance {} has {} events. Its orchestrator should continue as new now and then.",
                    e.instanceId(),
                    after);
        }
    }

    private void tellWaiters(String instanceId) {
        InstanceState instance = state.instance(instanceId);
        RuntimeStatus status = instance == null ? null : instance.status();
        partition.afterCommit(() -> hub.waiters().changed(instanceId, status));
    }

    private void ended(String instanceId) {
        turns.forget(instanceId);
        Map<Integer, ActivityItem> open = activities.remove(instanceId);
        if (open != null) {
            for (ActivityItem item : open.values()) {
                item.close();
                partition.afterCommit(() -> dropped(item));
            }
        }
        tellWaiters(instanceId);
    }

    /** Nobody wants its result. */
    private void dropped(ActivityItem item) {
        if (item.token().isEmpty()) {
            hub.dispatcher().withdraw(item);
        } else {
            hub.dispatcher().tellCancelled(item);
        }
    }

    private void scheduled(Event.ActivityScheduled e) {
        Map<Integer, ActivityItem> open = activities.computeIfAbsent(e.instanceId(), id -> new HashMap<>());
        ActivityItem before = open.get(e.taskId());
        ActivityItem item = new ActivityItem(partition, record(e), before);
        open.put(e.taskId(), item);
        if (before != null) {
            before.close();
        }
        if (e.delivery() > 1) {
            partition.countRedelivery();
        }
        partition.afterCommit(() -> hub.dispatcher().offer(item));
    }

    private ActivityRecord record(Event.ActivityScheduled e) {
        return Objects.requireNonNull(state.activity(e.instanceId(), e.taskId()), "activity");
    }

    private void closed(String instanceId, int taskId) {
        Map<Integer, ActivityItem> open = activities.get(instanceId);
        ActivityItem item = open == null ? null : open.remove(taskId);
        if (item != null) {
            item.close();
            if (item.delivery() > 1) {
                // The answer may be one to an earlier delivery.
                partition.afterCommit(() -> dropped(item));
            }
        }
        if (open != null && open.isEmpty()) {
            activities.remove(instanceId);
        }
    }

    private void sent(Event.MessageSent e) {
        long sequence = state.sent(e.destination());
        partition.afterCommit(() -> hub.partition(e.destination()).receive(partition.index(), sequence, e.message()));
    }
}
