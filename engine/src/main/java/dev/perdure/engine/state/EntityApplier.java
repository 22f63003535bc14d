package dev.perdure.engine.state;

import com.google.protobuf.ByteString;
import dev.perdure.engine.record.EntityMessage;
import dev.perdure.engine.record.EntityRecord;
import dev.perdure.engine.storage.Family;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of {@link Applier} that changes entities. Confined to its partition. */
final class EntityApplier {

    /** The number of the timer after which a batch is delivered again; signals for later count from 0. */
    static final int RETRY = -1;

    private static final byte[] NOTHING = {};

    private final Applier applier;
    private final GivenUpWork givenUp;
    private final PartitionState state;
    private final EntityTable table;
    private final Overlay overlay;
    private final int partition;

    EntityApplier(Applier applier, GivenUpWork givenUp, PartitionState state) {
        this.applier = applier;
        this.givenUp = givenUp;
        this.state = state;
        this.table = state.entities();
        this.overlay = state.overlay();
        this.partition = state.partition();
    }

    void apply(String id, EntityChange change) {
        switch (change) {
            case EntityChange.Queued c -> append(presentOrNew(id, c.time()), c.message());
            case EntityChange.Scheduled c -> scheduled(presentOrNew(id, c.time()), c);
            case EntityChange.ScheduledArrived c -> scheduledArrived(present(id), c.number());
            case EntityChange.BatchApplied c -> batchApplied(present(id), c);
            case EntityChange.OperationsDropped c -> {
                takeOut(present(id), c.taken(), c.first());
                advance(present(id));
            }
            case EntityChange.AttemptFailed c -> attemptFailed(present(id), c);
            case EntityChange.Locked c -> {
                remove(present(id), c.request());
                first(present(id), c.request().sequence() + 1);
                present(id).record().setLock(c.holder());
            }
            case EntityChange.Unlocked c -> {
                remove(present(id), c.release());
                present(id).record().clearLock();
            }
            case EntityChange.Withdrawn c -> remove(present(id), c.item());
            case EntityChange.LockBroken c -> present(id).record().clearLock();
            case EntityChange.Cleared c -> cleared(present(id), c.time());
            case EntityChange.Removed c -> {
                byte[] key = Keys.instance(partition, id);
                // That of a delivery which was to be tried again, and was answered after all.
                applier.removeTimers(key);
                givenUp.forget(present(id));
                overlay.delete(Family.ENTITY, key);
                table.cached.remove(id);
                table.changed.remove(id);
                return;
            }
        }
        table.changed.add(id);
    }

    /** Writes the changed records. */
    void seal() {
        for (String id : table.changed) {
            overlay.put(
                    Family.ENTITY,
                    Keys.instance(partition, id),
                    present(id).record().build().toByteArray());
        }
        table.changed.clear();
        table.trimCache();
    }

    private void append(EntityState entity, EntityMessage message) {
        EntityRecord.Builder record = entity.record();
        long sequence = record.getNextSequence();
        overlay.insert(Family.ENTITY_QUEUE, Keys.inbox(partition, entity.entityId(), sequence), message.toByteArray());
        if (!message.getSender().isEmpty()) {
            overlay.insert(Family.ENTITY_SENDER, sender(entity, message.getSender(), sequence), NOTHING);
        }
        record.setNextSequence(sequence + 1)
                .setQueued(record.getQueued() + 1)
                .setQueuedBytes(record.getQueuedBytes() + message.getSerializedSize());
    }

    private void scheduled(EntityState entity, EntityChange.Scheduled c) {
        int number = entity.record().getNextScheduled();
        overlay.insert(
                Family.ENTITY_SCHEDULED,
                Keys.task(partition, entity.entityId(), number),
                c.message().toByteArray());
        entity.record().setNextScheduled(number == Integer.MAX_VALUE ? 0 : number + 1);
        entity.record().setScheduled(entity.scheduled() + 1);
        applier.timerArmed(new Event.TimerArmed(entity.entityId(), number, c.due()));
    }

    private void scheduledArrived(EntityState entity, int number) {
        byte[] key = Keys.task(partition, entity.entityId(), number);
        byte[] stored = overlay.get(Family.ENTITY_SCHEDULED, key);
        if (stored == null) {
            throw new IllegalStateException(
                    "Signal " + number + " for later of entity " + entity.entityId() + " does not exist.");
        }
        overlay.delete(Family.ENTITY_SCHEDULED, key);
        entity.record().setScheduled(entity.scheduled() - 1);
        append(entity, table.message(entity.entityId(), stored));
    }

    private void batchApplied(EntityState entity, EntityChange.BatchApplied c) {
        takeOut(entity, c.taken(), c.first());
        advance(entity);
        setUserState(entity, c.state());
        entity.record().setModified(c.time());
    }

    private void setUserState(EntityState entity, @Nullable ByteString value) {
        byte[] key = Keys.instance(partition, entity.entityId());
        if (value != null) {
            overlay.put(Family.ENTITY_STATE, key, value.toByteArray());
        } else if (entity.hasState()) {
            overlay.delete(Family.ENTITY_STATE, key);
        }
        entity.record().setHasState(value != null);
    }

    private void attemptFailed(EntityState entity, EntityChange.AttemptFailed c) {
        entity.record().setAttempts(c.attempts()).setRetryAt(c.retryAt());
        if (c.retryAt() > 0) {
            applier.timerArmed(new Event.TimerArmed(entity.entityId(), RETRY, c.retryAt()));
        }
    }

    private void cleared(EntityState entity, long time) {
        String id = entity.entityId();
        setUserState(entity, null);
        byte[] prefix = Keys.instance(partition, id);
        applier.removeTimers(prefix);
        overlay.deleteRange(Family.ENTITY_SCHEDULED, prefix, Keys.after(prefix));
        entity.record().setScheduled(0).setModified(time);
        givenUp.forget(entity);
        advance(entity);
    }

    /** Answers to batches of before do not fit any more, and the next one begins to count from nothing. */
    private static void advance(EntityState entity) {
        entity.record().setVersion(entity.version() + 1).setAttempts(0).setRetryAt(0);
    }

    private void takeOut(EntityState entity, List<EntityChange.Item> items, long first) {
        items.forEach(item -> remove(entity, item));
        first(entity, first);
    }

    private void remove(EntityState entity, EntityChange.Item item) {
        overlay.delete(Family.ENTITY_QUEUE, Keys.inbox(partition, entity.entityId(), item.sequence()));
        if (!item.sender().isEmpty()) {
            overlay.delete(Family.ENTITY_SENDER, sender(entity, item.sender(), item.sequence()));
        }
        entity.record().setQueued(entity.queued() - 1).setQueuedBytes(entity.queuedBytes() - item.bytes());
        first(entity, entity.queued() == 0 ? entity.nextSequence() : entity.firstSequence());
    }

    private static void first(EntityState entity, long sequence) {
        entity.record().setFirstSequence(Math.max(sequence, entity.firstSequence()));
    }

    private EntityState presentOrNew(String id, long time) {
        EntityState present = table.entity(id);
        if (present != null) {
            return present;
        }
        // The count of commands only grows: no version of an entity of this id was ever as high.
        EntityState made = new EntityState(
                id,
                EntityRecord.newBuilder()
                        .setCreated(time)
                        .setModified(time)
                        .setVersion(state.applied())
                        .build());
        table.cached.put(id, made);
        return made;
    }

    private EntityState present(String id) {
        EntityState entity = table.entity(id);
        if (entity == null) {
            throw new IllegalStateException("An event concerns entity " + id + ", which does not exist.");
        }
        return entity;
    }

    private byte[] sender(EntityState entity, String sender, long sequence) {
        return Keys.entitySender(partition, entity.entityId(), sender, sequence);
    }
}
