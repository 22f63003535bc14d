package dev.perdure.engine.process;

import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.EntityOperationSignaledEvent;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.engine.PartitionOf;
import dev.perdure.engine.record.CriticalSectionRecord;
import dev.perdure.engine.record.EntityMessage;
import dev.perdure.engine.record.LockHolder;
import dev.perdure.engine.record.LockRelease;
import dev.perdure.engine.record.Message;
import dev.perdure.engine.record.StartInstance;
import dev.perdure.engine.record.ToEntity;
import dev.perdure.engine.record.ToInstance;
import dev.perdure.engine.state.EntityChange;
import dev.perdure.engine.state.EntityState;
import dev.perdure.engine.state.EntityTable.Entry;
import dev.perdure.engine.state.Event;
import dev.perdure.engine.state.InstanceState;
import dev.perdure.engine.state.PartitionState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ways between orchestrations and entities: delivered at once within the partition, by message to another. Nothing
 * of it is ever refused.
 *
 * <p>Confined to its partition; changes nothing.
 */
final class EntityMail {

    private final PartitionState state;

    EntityMail(PartitionState state) {
        this.state = state;
    }

    /** A signal as it lies in the queue. */
    static HistoryEvent signal(
            String entityId,
            String requestId,
            String operation,
            @Nullable StringValue input,
            long scheduledTime,
            long time) {
        EntityOperationSignaledEvent.Builder signal = EntityOperationSignaledEvent.newBuilder()
                .setRequestId(requestId)
                .setOperation(operation)
                .setTargetInstanceId(StringValue.of(entityId));
        if (input != null) {
            signal.setInput(input);
        }
        if (scheduledTime > 0) {
            signal.setScheduledTime(HistoryEvents.timestamp(scheduledTime));
        }
        return HistoryEvents.at(time).setEntityOperationSignaled(signal).build();
    }

    void toEntity(String entityId, EntityMessage message, long time, List<Event> events) {
        int destination = PartitionOf.instance(entityId, state.partitions());
        if (destination == state.partition()) {
            events.add(new Event.EntityChanged(entityId, arrival(message, time)));
        } else {
            events.add(new Event.MessageSent(
                    destination,
                    Message.newBuilder()
                            .setToEntity(
                                    ToEntity.newBuilder().setEntityId(entityId).setMessage(message))
                            .build()));
        }
    }

    /** What a message does to the entity it is for. */
    static EntityChange arrival(EntityMessage message, long time) {
        long due = scheduledTime(message.getOperation());
        return due > time ? new EntityChange.Scheduled(message, due, time) : new EntityChange.Queued(message, time);
    }

    /** When an operation is to be delivered; 0 for at once. */
    static long scheduledTime(HistoryEvent operation) {
        return switch (operation.getEventTypeCase()) {
            case ENTITYOPERATIONSIGNALED ->
                operation.getEntityOperationSignaled().hasScheduledTime()
                        ? HistoryEvents.micros(
                                operation.getEntityOperationSignaled().getScheduledTime())
                        : 0;
            case ENTITYOPERATIONCALLED ->
                operation.getEntityOperationCalled().hasScheduledTime()
                        ? HistoryEvents.micros(
                                operation.getEntityOperationCalled().getScheduledTime())
                        : 0;
            default -> 0;
        };
    }

    /**
     * Gives locks back along the way of their request, which the release can so never overtake: where the request still
     * waits, it is withdrawn and has never been further.
     */
    void release(LockRelease release, long time, List<Event> events) {
        String section = release.getCriticalSectionId();
        for (int at = release.getPosition(); at < release.getLockSetCount(); at++) {
            String entityId = release.getLockSet(at);
            int destination = PartitionOf.instance(entityId, state.partitions());
            if (destination != state.partition()) {
                LockRelease further = release.toBuilder().setPosition(at).build();
                events.add(new Event.MessageSent(
                        destination,
                        Message.newBuilder().setLockRelease(further).build()));
                return;
            }
            EntityState entity = state.entities().entity(entityId);
            if (entity == null) {
                continue;
            }
            LockHolder holder = entity.lock();
            if (holder != null
                    && holder.getOwnerInstance().equals(release.getOwnerInstance())
                    && holder.getCriticalSectionId().equals(section)) {
                // Behind what the owner has sent before: that is still part of its critical section.
                EntityMessage message = EntityMessage.newBuilder()
                        .setReleasedSection(section)
                        .setSender(release.getOwnerInstance())
                        .build();
                events.add(new Event.EntityChanged(entityId, new EntityChange.Queued(message, time)));
                continue;
            }
            Entry waiting = request(entity, release);
            if (waiting != null) {
                events.add(new Event.EntityChanged(entityId, new EntityChange.Withdrawn(waiting.item())));
                return;
            }
        }
    }

    private @Nullable Entry request(EntityState entity, LockRelease release) {
        Entry[] found = {null};
        state.entities().forEachOfSender(entity, release.getOwnerInstance(), entry -> {
            boolean matches = entry.message().hasLockRequest()
                    && entry.message().getLockRequest().getCriticalSectionId().equals(release.getCriticalSectionId());
            found[0] = matches ? entry : null;
            return !matches;
        });
        return found[0];
    }

    void toInstance(ToInstance letter, List<Event> events) {
        int destination = PartitionOf.instance(letter.getInstanceId(), state.partitions());
        if (destination == state.partition()) {
            deliver(letter, events);
        } else {
            events.add(new Event.MessageSent(
                    destination, Message.newBuilder().setToInstance(letter).build()));
        }
    }

    /** An answer or a granted lock; of an execution that has ended nobody waits for it. */
    void deliver(ToInstance letter, List<Event> events) {
        String id = letter.getInstanceId();
        InstanceState instance = state.instance(id);
        if (instance == null
                || instance.status().isTerminal()
                || !instance.executionId().equals(letter.getExecutionId())) {
            return;
        }
        if (letter.getEvent().hasEntityLockGranted()) {
            CriticalSectionRecord section = instance.criticalSections()
                    .get(letter.getEvent().getEntityLockGranted().getCriticalSectionId());
            if (section == null) {
                return;
            }
            events.add(new Event.CriticalSectionChanged(
                    id, section.toBuilder().setGranted(true).build()));
        }
        events.add(new Event.InboxAppended(id, letter.getEvent()));
    }

    void start(StartInstance start, List<Event> events, RequestProcessor requests, long time) {
        int destination = PartitionOf.instance(start.getInstanceId(), state.partitions());
        if (destination == state.partition()) {
            events.addAll(requests.start(start, time).events());
        } else {
            events.add(new Event.MessageSent(
                    destination, Message.newBuilder().setStart(start).build()));
        }
    }
}
