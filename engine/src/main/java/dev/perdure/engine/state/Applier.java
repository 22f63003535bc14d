package dev.perdure.engine.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.engine.record.ActivityRecord;
import dev.perdure.engine.record.EncodedChunk;
import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Mutation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The only code that changes the state of a partition: one small method for each kind of {@link Event}. Restart,
 * replay of a log and live processing all come through here.
 *
 * <p>Confined to its partition.
 */
public final class Applier {

    private static final byte[] NOTHING = {};

    private final PartitionState state;
    private final Overlay overlay;
    private final int partition;
    private final EntityApplier entities;
    private final GivenUpWork givenUp;

    public Applier(PartitionState state) {
        this.state = state;
        this.overlay = state.overlay();
        this.partition = state.partition();
        this.givenUp = new GivenUpWork(state);
        this.entities = new EntityApplier(this, givenUp, state);
    }

    /** Applies one event. */
    public void apply(Event event) {
        switch (event) {
            case Event.CommandTaken e -> commandTaken(e);
            case Event.InstanceCreated e -> instanceCreated(e);
            case Event.ParentAssigned e -> parentAssigned(e);
            case Event.InstanceContinued e -> instanceContinued(e);
            case Event.InstanceRewound e -> instanceRewound(e);
            case Event.ChildOpened e -> childOpened(e);
            case Event.ChildClosed e -> childClosed(e);
            case Event.InstanceRemoved e -> instanceRemoved(e.instanceId());
            case Event.InboxAppended e -> inboxAppended(e);
            case Event.HistoryAppended e -> historyAppended(e);
            case Event.StatusChanged e -> {
                present(e.instanceId()).changeStatus(e.status(), e.time());
                state.changedInstances.add(e.instanceId());
            }
            case Event.InstanceEnded e -> instanceEnded(e);
            case Event.ActivityScheduled e -> activityScheduled(e);
            case Event.ActivityClosed e -> activityClosed(e);
            case Event.HeartbeatRecorded e -> heartbeatRecorded(e);
            case Event.TimerArmed e -> timerArmed(e);
            case Event.TimerRemoved e -> timerRemoved(e.instanceId(), e.taskId(), e.fireAt());
            case Event.MessageSent e -> messageSent(e);
            case Event.MessageReceived e -> {
                state.received.put(e.source(), e.sequence());
                state.recordChanged = true;
            }
            case Event.MessagesAcknowledged e -> messagesAcknowledged(e);
            case Event.KeyRemembered e -> keyRemembered(e);
            case Event.KeyForgotten e -> keyForgotten(e);
            case Event.EntityChanged e -> entities.apply(e.entityId(), e.change());
            case Event.CriticalSectionChanged e -> {
                present(e.instanceId()).changeCriticalSection(e.section());
                state.changedInstances.add(e.instanceId());
            }
            case Event.EventsAwaited e -> {
                present(e.instanceId()).awaitEvents(e.events());
                state.changedInstances.add(e.instanceId());
            }
            case Event.SpanNamed e -> {
                present(e.instanceId()).nameSpan(e.span());
                state.changedInstances.add(e.instanceId());
            }
            case Event.WorkGivenUp e -> givenUp.add(e.id(), e.work());
            case Event.NameAnnounced e -> overlay.put(Family.NAME, Keys.name(partition, e.name()), NOTHING);
        }
    }

    /** Whether there is nothing to write. */
    public boolean isClean() {
        return !state.recordChanged
                && state.changedInstances.isEmpty()
                && state.entities().changed.isEmpty()
                && overlay.isClean();
    }

    /** Closes the batch: the mutations to commit, in order of family and key; empty if nothing changed. */
    public List<Mutation> seal() {
        for (String instanceId : state.changedInstances) {
            InstanceState instance = state.instances.get(instanceId);
            if (instance != null) {
                overlay.put(
                        Family.INSTANCE,
                        Keys.instance(partition, instanceId),
                        instance.toRecord().toByteArray());
            }
        }
        state.changedInstances.clear();
        entities.seal();
        if (state.recordChanged) {
            overlay.put(
                    Family.META,
                    Keys.partitionRecord(partition),
                    state.toRecord().toByteArray());
            state.recordChanged = false;
        }
        state.trimCache();
        return overlay.seal();
    }

    private void commandTaken(Event.CommandTaken e) {
        state.time = e.time();
        state.applied++;
        state.recordChanged = true;
    }

    private void instanceCreated(Event.InstanceCreated e) {
        state.instances.put(e.instanceId(), new InstanceState(e));
        state.changedInstances.add(e.instanceId());
        if (e.input() != null) {
            payload(e.instanceId(), PayloadKind.INPUT, ByteString.copyFromUtf8(e.input()));
        }
        byte[] key = Keys.instance(partition, e.instanceId());
        overlay.insert(Family.CREATED_INDEX, Keys.timed(partition, e.created(), key), NOTHING);
        overlay.insert(Family.OPEN_INDEX, Keys.timed(partition, e.created(), key), NOTHING);
        overlay.insert(Family.NAME_INDEX, Keys.named(partition, e.name(), e.created(), key), NOTHING);
    }

    private void parentAssigned(Event.ParentAssigned e) {
        present(e.instanceId()).assignParent(e.parent());
        state.changedInstances.add(e.instanceId());
    }

    private void instanceContinued(Event.InstanceContinued e) {
        closeOpenWork(e.instanceId());
        byte[] prefix = Keys.instance(partition, e.instanceId());
        overlay.deleteRange(Family.HISTORY, prefix, Keys.after(prefix));
        if (e.input() == null) {
            overlay.delete(Family.PAYLOAD, Keys.payload(partition, e.instanceId(), PayloadKind.INPUT));
        }
        payload(e.instanceId(), PayloadKind.INPUT, e.input());
        payload(e.instanceId(), PayloadKind.CUSTOM_STATUS, e.customStatus());
        present(e.instanceId()).continueAsNew(e);
        state.changedInstances.add(e.instanceId());
    }

    private void instanceRewound(Event.InstanceRewound e) {
        InstanceState instance = present(e.instanceId());
        byte[] prefix = Keys.instance(partition, e.instanceId());
        overlay.deleteRange(Family.HISTORY, prefix, Keys.after(prefix));
        overlay.delete(Family.PAYLOAD, Keys.payload(partition, e.instanceId(), PayloadKind.OUTPUT));
        overlay.delete(Family.PAYLOAD, Keys.payload(partition, e.instanceId(), PayloadKind.FAILURE));
        overlay.delete(Family.COMPLETED_INDEX, Keys.timed(partition, instance.completed(), prefix));
        overlay.put(Family.OPEN_INDEX, Keys.timed(partition, instance.created(), prefix), NOTHING);
        givenUp.forget(instance);
        instance.rewind(e.executionId(), e.history().size(), e.time());
        int from = 0;
        for (int to = 1; to <= e.history().size(); to++) {
            if (to == e.history().size() || e.history().get(to).hasOrchestratorStarted()) {
                historyChunk(instance, from, e.history().subList(from, to));
                from = to;
            }
        }
        state.changedInstances.add(e.instanceId());
    }

    /** One chunk a turn. */
    private void historyChunk(InstanceState instance, long first, List<HistoryEvent> events) {
        EncodedChunk.Builder chunk = EncodedChunk.newBuilder();
        for (HistoryEvent event : events) {
            chunk.addEvents(event.toByteString());
        }
        overlay.insert(
                Family.HISTORY,
                Keys.history(partition, instance.instanceId(), instance.executionOrdinal(), first),
                chunk.build().toByteArray());
    }

    private void childOpened(Event.ChildOpened e) {
        byte[] key = task(e.instanceId(), e.taskId());
        if (overlay.get(Family.CHILD, key) == null) {
            present(e.instanceId()).countOpenChildren(1);
        }
        overlay.put(Family.CHILD, key, e.childId().getBytes(StandardCharsets.UTF_8));
        state.changedInstances.add(e.instanceId());
    }

    private void childClosed(Event.ChildClosed e) {
        overlay.delete(Family.CHILD, task(e.instanceId(), e.taskId()));
        present(e.instanceId()).countOpenChildren(-1);
        state.changedInstances.add(e.instanceId());
    }

    private void instanceRemoved(String instanceId) {
        InstanceState instance = present(instanceId);
        if (!instance.status().isTerminal()) {
            // What has ended has nothing open any more.
            closeOpenWork(instanceId);
        }
        byte[] prefix = Keys.instance(partition, instanceId);
        overlay.deleteRange(Family.HISTORY, prefix, Keys.after(prefix));
        for (PayloadKind kind : PayloadKind.values()) {
            byte[] key = Keys.payload(partition, instanceId, kind);
            if (overlay.get(Family.PAYLOAD, key) != null) {
                overlay.delete(Family.PAYLOAD, key);
            }
        }
        givenUp.forget(instance);
        byte[] created = Keys.timed(partition, instance.created(), prefix);
        overlay.delete(Family.CREATED_INDEX, created);
        overlay.delete(Family.NAME_INDEX, Keys.named(partition, instance.name(), instance.created(), prefix));
        if (instance.status().isTerminal()) {
            overlay.delete(Family.COMPLETED_INDEX, Keys.timed(partition, instance.completed(), prefix));
        } else {
            overlay.delete(Family.OPEN_INDEX, created);
        }
        overlay.delete(Family.INSTANCE, prefix);
        state.instances.remove(instanceId);
        state.changedInstances.remove(instanceId);
    }

    private void inboxAppended(Event.InboxAppended e) {
        InstanceState instance = present(e.instanceId());
        InstanceState.Pending pending = instance.append(e.event());
        overlay.insert(
                Family.INBOX,
                Keys.inbox(partition, e.instanceId(), pending.sequence()),
                e.event().toByteArray());
        state.changedInstances.add(e.instanceId());
    }

    private void historyAppended(Event.HistoryAppended e) {
        InstanceState instance = present(e.instanceId());
        for (int i = 0; i < e.consumed(); i++) {
            overlay.delete(
                    Family.INBOX,
                    Keys.inbox(partition, e.instanceId(), instance.consume().sequence()));
        }
        long first = instance.advance(e.events().size(), e.historyHash(), e.status(), e.time());
        historyChunk(instance, first, e.events());
        payload(e.instanceId(), PayloadKind.CUSTOM_STATUS, e.customStatus());
        state.changedInstances.add(e.instanceId());
    }

    private void instanceEnded(Event.InstanceEnded e) {
        closeOpenWork(e.instanceId());
        InstanceState instance = present(e.instanceId());
        instance.end(e.status(), e.time());
        byte[] key = Keys.instance(partition, e.instanceId());
        overlay.delete(Family.OPEN_INDEX, Keys.timed(partition, instance.created(), key));
        overlay.insert(Family.COMPLETED_INDEX, Keys.timed(partition, e.time(), key), new byte[] {
            (byte) e.status().protocol().getNumber()
        });
        payload(e.instanceId(), PayloadKind.OUTPUT, e.output());
        payload(e.instanceId(), PayloadKind.FAILURE, e.failure());
        state.changedInstances.add(e.instanceId());
    }

    private void activityScheduled(Event.ActivityScheduled e) {
        InstanceState instance = present(e.instanceId());
        ActivityRecord.Builder scheduled = ActivityRecord.newBuilder()
                .setRequest(e.request())
                .setDelivery(e.delivery())
                .setLost(e.lost())
                .setScheduled(e.scheduled())
                .setFencingToken(instance.nextFencingToken(state.time()));
        state.changedInstances.add(e.instanceId());
        ActivityRecord before = e.delivery() > 1 ? state.activity(e.instanceId(), e.taskId()) : null;
        if (before != null && before.hasHeartbeat()) {
            scheduled.setHeartbeat(before.getHeartbeat());
        }
        ActivityRecord record = scheduled.build();
        byte[] key = task(e.instanceId(), e.taskId());
        Map<Integer, ActivityRecord> open = instance.activities();
        if (open != null && open.put(e.taskId(), record) == null) {
            overlay.insert(Family.ACTIVITY, key, record.toByteArray());
        } else {
            overlay.put(Family.ACTIVITY, key, record.toByteArray());
        }
    }

    private void heartbeatRecorded(Event.HeartbeatRecorded e) {
        ActivityRecord before = Objects.requireNonNull(state.activity(e.instanceId(), e.taskId()), "activity");
        ActivityRecord.Builder record = before.toBuilder().clearHeartbeat();
        if (e.detail() != null) {
            record.setHeartbeat(StringValue.of(e.detail()));
        }
        ActivityRecord after = record.build();
        Map<Integer, ActivityRecord> open = present(e.instanceId()).activities();
        if (open != null) {
            open.put(e.taskId(), after);
        }
        overlay.put(Family.ACTIVITY, task(e.instanceId(), e.taskId()), after.toByteArray());
    }

    private void activityClosed(Event.ActivityClosed e) {
        overlay.delete(Family.ACTIVITY, task(e.instanceId(), e.taskId()));
        Map<Integer, ActivityRecord> open = present(e.instanceId()).activities();
        if (open != null) {
            open.remove(e.taskId());
        }
    }

    void timerArmed(Event.TimerArmed e) {
        byte[] key = task(e.instanceId(), e.taskId());
        InstanceState instance = state.instances.get(e.instanceId());
        if (instance != null) {
            instance.mayHaveTimers(true);
        }
        byte[] before = overlay.get(Family.INSTANCE_TIMER, key);
        if (before != null) {
            // A worker may use an id again: the later timer replaces the earlier one.
            overlay.delete(Family.TIMER, Keys.timed(partition, Keys.timeOf(before), key));
        }
        overlay.put(Family.INSTANCE_TIMER, key, Keys.time(partition, e.fireAt()));
        overlay.put(Family.TIMER, Keys.timed(partition, e.fireAt(), key), NOTHING);
        state.timersFrom = Math.min(state.timersFrom, e.fireAt());
    }

    private void timerRemoved(String instanceId, int taskId, long fireAt) {
        byte[] key = task(instanceId, taskId);
        overlay.delete(Family.INSTANCE_TIMER, key);
        overlay.delete(Family.TIMER, Keys.timed(partition, fireAt, key));
    }

    private void messageSent(Event.MessageSent e) {
        long sequence = state.sent.merge(e.destination(), 1L, Long::sum);
        overlay.insert(
                Family.OUTBOX,
                Keys.outbox(partition, e.destination(), sequence),
                e.message().toByteArray());
        state.recordChanged = true;
    }

    private void messagesAcknowledged(Event.MessagesAcknowledged e) {
        long before = state.acknowledged.getOrDefault(e.destination(), 0L);
        for (long sequence = before + 1; sequence <= e.upTo(); sequence++) {
            overlay.delete(Family.OUTBOX, Keys.outbox(partition, e.destination(), sequence));
        }
        state.acknowledged.put(e.destination(), e.upTo());
        state.recordChanged = true;
    }

    private void keyRemembered(Event.KeyRemembered e) {
        byte[] key = Keys.key(partition, e.instanceId(), e.key());
        overlay.put(Family.KEY, key, e.record().toByteArray());
        overlay.put(Family.KEY_EXPIRY, Keys.timed(partition, e.record().getExpires(), key), NOTHING);
        state.keys++;
        state.keyCounts.computeIfPresent(e.instanceId(), (id, count) -> count + 1);
        state.recordChanged = true;
        state.expiriesFrom = Math.min(state.expiriesFrom, e.record().getExpires());
    }

    private void keyForgotten(Event.KeyForgotten e) {
        byte[] key = Keys.key(partition, e.instanceId(), e.key());
        state.keys--;
        state.keyCounts.computeIfPresent(e.instanceId(), (id, count) -> count - 1);
        state.recordChanged = true;
        overlay.delete(Family.KEY, key);
        overlay.delete(Family.KEY_EXPIRY, Keys.timed(partition, e.expires(), key));
    }

    /** Nothing of an ended or removed instance waits for a worker, a time or a turn. */
    private void closeOpenWork(String instanceId) {
        byte[] from = Keys.instance(partition, instanceId);
        byte[] to = Keys.after(from);
        InstanceState instance = present(instanceId);
        Map<Integer, ActivityRecord> open = instance.activities();
        if (open == null) {
            overlay.deleteRange(Family.ACTIVITY, from, to);
        } else {
            open.keySet().forEach(taskId -> overlay.delete(Family.ACTIVITY, task(instanceId, taskId)));
        }
        instance.noActivities();
        if (instance.mayHaveTimers()) {
            removeTimers(from);
            instance.mayHaveTimers(false);
        }
        if (instance.openChildren() > 0) {
            overlay.deleteRange(Family.CHILD, from, to);
            instance.countOpenChildren(-instance.openChildren());
        }
        while (instance.inboxSize() > 0) {
            overlay.delete(
                    Family.INBOX,
                    Keys.inbox(partition, instanceId, instance.consume().sequence()));
        }
    }

    /** Removes all timers of the instance or entity whose keys begin so. */
    void removeTimers(byte[] prefix) {
        byte[] end = Keys.after(prefix);
        overlay.scan(Family.INSTANCE_TIMER, prefix, end, (key, time) -> {
            overlay.delete(Family.TIMER, Keys.timed(partition, Keys.timeOf(time), key));
            return true;
        });
        overlay.deleteRange(Family.INSTANCE_TIMER, prefix, end);
    }

    private void payload(String instanceId, PayloadKind kind, @Nullable ByteString value) {
        if (value != null) {
            overlay.put(Family.PAYLOAD, Keys.payload(partition, instanceId, kind), value.toByteArray());
        }
    }

    private byte[] task(String instanceId, int taskId) {
        return Keys.task(partition, instanceId, taskId);
    }

    private InstanceState present(String instanceId) {
        InstanceState instance = state.instance(instanceId);
        if (instance == null) {
            throw new IllegalStateException("An event concerns instance " + instanceId + ", which does not exist.");
        }
        return instance;
    }
}
