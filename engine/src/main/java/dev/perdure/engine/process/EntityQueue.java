package dev.perdure.engine.process;

import dev.perdure.engine.record.EntityMessage;
import dev.perdure.engine.record.LockHolder;
import dev.perdure.engine.record.LockRequest;
import dev.perdure.engine.state.EntityState;
import dev.perdure.engine.state.EntityTable;
import dev.perdure.engine.state.EntityTable.Entry;
import java.util.ArrayList;
import java.util.List;

/**
 * What an entity's queue says is next. While nobody holds the lock, messages are taken from the head on; while somebody
 * does, only that instance's, in their order, and all others stay where they are.
 *
 * <p>Confined to its partition; changes nothing.
 */
public final class EntityQueue {

    private final EntityTable table;

    public EntityQueue(EntityTable table) {
        this.table = table;
    }

    /** What is to be done next with an entity of which no batch is out. */
    public sealed interface Step {

        /** Nothing: no message may be taken. */
        record Idle() implements Step {}

        /** Operations may be carried out. */
        record Operations() implements Step {}

        /** A lock request is at the head of a free entity. */
        record Grant(Entry entry, LockRequest request) implements Step {}

        /** The holder gives the lock back. */
        record Unlock(Entry entry) implements Step {}

        /** A release of a lock that is not held any more. */
        record Drop(Entry entry) implements Step {}

        /** Whether this is for {@code AdvanceEntity} rather than for a worker. */
        default boolean isForTheHost() {
            return switch (this) {
                case Idle s -> false;
                case Operations s -> false;
                case Grant s -> true;
                case Unlock s -> true;
                case Drop s -> true;
            };
        }
    }

    /** What is next. Costs a few reads, however long the queue is. */
    public Step next(EntityState entity) {
        if (entity.queued() == 0) {
            return new Step.Idle();
        }
        Step[] step = {new Step.Idle()};
        LockHolder holder = entity.lock();
        if (holder == null) {
            table.forEachQueued(entity, entry -> {
                step[0] = free(entry);
                return false;
            });
        } else {
            table.forEachOfSender(entity, holder.getOwnerInstance(), entry -> {
                step[0] = held(entry, holder);
                // A request for the lock that its sender holds already waits like anybody else's.
                return step[0] instanceof Step.Idle;
            });
        }
        return step[0];
    }

    private static Step free(Entry entry) {
        EntityMessage message = entry.message();
        return switch (message.getKindCase()) {
            case OPERATION -> new Step.Operations();
            case LOCK_REQUEST -> new Step.Grant(entry, message.getLockRequest());
            case RELEASED_SECTION -> new Step.Drop(entry);
            case KIND_NOT_SET -> throw unknown();
        };
    }

    private static Step held(Entry entry, LockHolder holder) {
        EntityMessage message = entry.message();
        return switch (message.getKindCase()) {
            case OPERATION -> new Step.Operations();
            case LOCK_REQUEST -> new Step.Idle();
            case RELEASED_SECTION ->
                message.getReleasedSection().equals(holder.getCriticalSectionId())
                        ? new Step.Unlock(entry)
                        : new Step.Drop(entry);
            case KIND_NOT_SET -> throw unknown();
        };
    }

    private static IllegalStateException unknown() {
        return new IllegalStateException(
                "An entity's queue has a message this version does not know. Use the version that wrote it.");
    }

    /** The operations that may be carried out now, in order: at most so many, and, beyond the first, so many bytes. */
    public List<Entry> batch(EntityState entity, int countMax, long bytesMax) {
        List<Entry> batch = new ArrayList<>();
        long[] bytes = {0};
        EntityTable.EntryVisitor visitor = entry -> {
            int size = entry.message().getSerializedSize();
            if (!entry.message().hasOperation() || (!batch.isEmpty() && bytes[0] + size > bytesMax)) {
                return false;
            }
            batch.add(entry);
            bytes[0] += size;
            return batch.size() < countMax;
        };
        LockHolder holder = entity.lock();
        if (holder == null) {
            table.forEachQueued(entity, visitor);
        } else {
            table.forEachOfSender(
                    entity,
                    holder.getOwnerInstance(),
                    entry -> entry.message().hasLockRequest() || visitor.visit(entry));
        }
        return batch;
    }
}
