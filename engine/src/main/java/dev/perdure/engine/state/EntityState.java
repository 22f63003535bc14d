package dev.perdure.engine.state;

import dev.perdure.engine.record.EntityRecord;
import dev.perdure.engine.record.LockHolder;
import org.jspecify.annotations.Nullable;

/**
 * One entity without its queue and without the user's state. Readable by everyone in the partition's thread; changed
 * only by {@link EntityApplier}. Confined to its partition.
 */
public final class EntityState {

    private final String entityId;
    private final EntityRecord.Builder record;

    EntityState(String entityId, EntityRecord record) {
        this.entityId = entityId;
        this.record = record.toBuilder();
    }

    EntityRecord.Builder record() {
        return record;
    }

    public String entityId() {
        return entityId;
    }

    /** Changes with every batch applied. */
    public long version() {
        return record.getVersion();
    }

    /** The sequence of the next message put in the queue. */
    public long nextSequence() {
        return record.getNextSequence();
    }

    /** No message in the queue has a lower sequence. */
    public long firstSequence() {
        return record.getFirstSequence();
    }

    /** Messages in the queue. */
    public int queued() {
        return record.getQueued();
    }

    /** Bytes of the messages in the queue. */
    public long queuedBytes() {
        return record.getQueuedBytes();
    }

    /** Signals for later. */
    public int scheduled() {
        return record.getScheduled();
    }

    public boolean hasState() {
        return record.getHasState();
    }

    /** Deliveries of the present batch that came to nothing. */
    public int attempts() {
        return record.getAttempts();
    }

    /** No delivery before this time. */
    public long retryAt() {
        return record.getRetryAt();
    }

    /** Who holds its lock, or null. */
    public @Nullable LockHolder lock() {
        return record.hasLock() ? record.getLock() : null;
    }

    /** Whether nothing would be lost with it. */
    public boolean isEmpty() {
        return !hasState() && queued() == 0 && scheduled() == 0 && lock() == null;
    }
}
