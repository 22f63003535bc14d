package dev.perdure.engine.process;

import dev.perdure.core.EntityId;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.Outcome.Reason;
import dev.perdure.engine.record.AdvanceEntity;
import dev.perdure.engine.record.BreakEntityLock;
import dev.perdure.engine.record.EntityMessage;
import dev.perdure.engine.record.LockHolder;
import dev.perdure.engine.record.LockRequest;
import dev.perdure.engine.record.Message;
import dev.perdure.engine.record.PurgeEntity;
import dev.perdure.engine.record.RemoveEmptyEntity;
import dev.perdure.engine.record.SignalEntity;
import dev.perdure.engine.record.ToEntity;
import dev.perdure.engine.record.ToInstance;
import dev.perdure.engine.state.EntityChange;
import dev.perdure.engine.state.EntityState;
import dev.perdure.engine.state.EntityTable.Entry;
import dev.perdure.engine.state.Event;
import dev.perdure.engine.state.PartitionState;
import java.util.ArrayList;
import java.util.List;

/**
 * The meaning of what happens to an entity outside its batches: signals, signals for later whose time has come, messages
 * of other partitions, locks, removal. Confined to its partition; changes nothing.
 */
final class EntityProcessor {

    /** Messages that may wait for one entity before signals from outside are refused. Part of the meaning of a log. */
    static final int QUEUE_MAX = 10_000;

    /** Bytes of them, likewise. */
    static final long QUEUE_BYTES_MAX = 64L << 20;

    private final PartitionState state;
    private final EntityMail mail;
    private final RequestProcessor requests;
    private final EntityQueue queue;

    EntityProcessor(PartitionState state, EntityMail mail, RequestProcessor requests) {
        this.state = state;
        this.mail = mail;
        this.requests = requests;
        this.queue = new EntityQueue(state.entities());
    }

    Decision signal(SignalEntity signal, long time) {
        String id = signal.getEntityId();
        return requests.keyed(id, signal.hasKey() ? signal.getKey() : null, time, () -> {
            HistoryEvent operation = EntityMail.signal(
                    id,
                    signal.getRequestId(),
                    signal.getOperation(),
                    signal.hasInput() ? signal.getInput() : null,
                    signal.getScheduledTime(),
                    time);
            EntityMessage message =
                    EntityMessage.newBuilder().setOperation(operation).build();
            EntityState entity = state.entities().entity(id);
            if (entity != null && isFull(entity, message)) {
                return Decision.rejected(
                        Reason.OVERLOADED,
                        "Entity '" + id + "' has " + (entity.queued() + entity.scheduled()) + " operations of "
                                + entity.queuedBytes() + " bytes waiting; at most " + QUEUE_MAX + " of "
                                + QUEUE_BYTES_MAX + " bytes may. Try again when it has worked some off.");
            }
            return new Decision(
                    List.of(new Event.EntityChanged(id, EntityMail.arrival(message, time))),
                    new Outcome.Done(id, "", 1));
        });
    }

    private static boolean isFull(EntityState entity, EntityMessage message) {
        return entity.queued() + entity.scheduled() >= QUEUE_MAX
                || entity.queuedBytes() + message.getSerializedSize() > QUEUE_BYTES_MAX;
    }

    /** A signal for later has become due; other timers of entities only say that it is time to look again. */
    List<Event> timerFired(Event.TimerRemoved due) {
        return due.taskId() < 0
                ? List.of()
                : List.of(new Event.EntityChanged(due.instanceId(), new EntityChange.ScheduledArrived(due.taskId())));
    }

    List<Event> received(Message message, long time) {
        List<Event> events = new ArrayList<>();
        switch (message.getKindCase()) {
            case TO_ENTITY -> {
                ToEntity letter = message.getToEntity();
                events.add(
                        new Event.EntityChanged(letter.getEntityId(), EntityMail.arrival(letter.getMessage(), time)));
            }
            case LOCK_RELEASE -> mail.release(message.getLockRelease(), time, events);
            case TO_INSTANCE -> mail.deliver(message.getToInstance(), events);
            case START -> mail.start(message.getStart(), events, requests, time);
            default -> throw new IllegalStateException("no message between entities: " + message.getKindCase());
        }
        return events;
    }

    Decision advance(AdvanceEntity advance, long time) {
        EntityState entity = state.entities().entity(advance.getEntityId());
        if (entity == null) {
            return Decision.stale();
        }
        String id = entity.entityId();
        return switch (queue.next(entity)) {
            case EntityQueue.Step.Idle s -> Decision.stale();
            case EntityQueue.Step.Operations s -> Decision.stale();
            case EntityQueue.Step.Unlock s ->
                changed(id, new EntityChange.Unlocked(s.entry().item()));
            case EntityQueue.Step.Drop s ->
                changed(id, new EntityChange.Withdrawn(s.entry().item()));
            case EntityQueue.Step.Grant s -> grant(id, s.entry(), s.request(), time);
        };
    }

    private static Decision changed(String entityId, EntityChange change) {
        return Decision.unasked(List.of(new Event.EntityChanged(entityId, change)));
    }

    /** The lock is the owner's; the request goes on to the next entity, or the owner is told that it has all. */
    private Decision grant(String entityId, Entry entry, LockRequest request, long time) {
        LockHolder holder = LockHolder.newBuilder()
                .setOwnerInstance(request.getOwnerInstance())
                .setOwnerExecution(request.getOwnerExecution())
                .setCriticalSectionId(request.getCriticalSectionId())
                .build();
        List<Event> events = new ArrayList<>();
        events.add(new Event.EntityChanged(entityId, new EntityChange.Locked(entry.item(), holder)));
        int next = request.getPosition() + 1;
        if (next < request.getLockSetCount()) {
            LockRequest further = request.toBuilder().setPosition(next).build();
            mail.toEntity(request.getLockSet(next), EntityMessages.message(further), time, events);
        } else {
            mail.toInstance(
                    ToInstance.newBuilder()
                            .setInstanceId(request.getOwnerInstance())
                            .setExecutionId(request.getOwnerExecution())
                            .setEvent(EntityMessages.granted(request.getCriticalSectionId(), time))
                            .build(),
                    events);
        }
        return Decision.unasked(events);
    }

    Decision breakLock(BreakEntityLock breakLock) {
        EntityState entity = state.entities().entity(breakLock.getEntityId());
        LockHolder holder = entity == null ? null : entity.lock();
        boolean fits = holder != null
                && holder.getOwnerInstance().equals(breakLock.getOwnerInstance())
                && holder.getOwnerExecution().equals(breakLock.getOwnerExecution())
                && holder.getCriticalSectionId().equals(breakLock.getCriticalSectionId());
        return answered(breakLock.getEntityId(), fits ? new EntityChange.LockBroken() : null);
    }

    Decision removeEmpty(RemoveEmptyEntity remove) {
        EntityState entity = state.entities().entity(remove.getEntityId());
        return answered(remove.getEntityId(), entity != null && entity.isEmpty() ? new EntityChange.Removed() : null);
    }

    private static Decision answered(String entityId, @org.jspecify.annotations.Nullable EntityChange change) {
        return change == null
                ? new Decision(List.of(), new Outcome.Done(entityId, "", 0))
                : new Decision(List.of(new Event.EntityChanged(entityId, change)), new Outcome.Done(entityId, "", 1));
    }

    /** The state and the signals for later go; what waits in the queue, and locks, stay: others count on them. */
    Decision purge(PurgeEntity purge, long time) {
        String id = EntityId.parse(purge.getEntityId()).toString();
        return requests.keyed(id, purge.hasKey() ? purge.getKey() : null, time, () -> {
            EntityState entity = state.entities().entity(id);
            if (entity == null) {
                return answered(id, null);
            }
            boolean goes = entity.queued() == 0 && entity.lock() == null;
            List<Event> events = new ArrayList<>();
            events.add(new Event.EntityChanged(id, new EntityChange.Cleared(time)));
            if (goes) {
                events.add(new Event.EntityChanged(id, new EntityChange.Removed()));
            }
            return new Decision(events, new Outcome.Done(id, "", 1));
        });
    }
}
