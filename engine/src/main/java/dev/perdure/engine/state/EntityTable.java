package dev.perdure.engine.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;
import dev.perdure.engine.record.EntityMessage;
import dev.perdure.engine.record.EntityRecord;
import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.StorageException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The entities of one partition as its writer sees them, including what is not committed yet. Everyone in the
 * partition's thread may read; only {@link EntityApplier} changes it.
 *
 * <p>Confined to its partition. Decoded records are cached, least recently used first out; queues and the user's states
 * are read where they are needed.
 */
public final class EntityTable {

    /** Rows looked at by one scan: a scan copies what is not committed of its range. */
    private static final int SCAN_ROWS = 512;

    private final int partition;
    private final Overlay overlay;
    private final int cachedMax;
    final Map<String, EntityState> cached = new LinkedHashMap<>(16, 0.75f, true);
    /** Entities whose record is to be written when the batch is sealed. */
    final Set<String> changed = new LinkedHashSet<>();

    EntityTable(int partition, Overlay overlay, int cachedMax) {
        this.partition = partition;
        this.overlay = overlay;
        this.cachedMax = cachedMax;
    }

    /** A message in a queue, under its sequence. */
    public record Entry(long sequence, EntityMessage message) {

        /** What taking it out of the queue needs. */
        public EntityChange.Item item() {
            return new EntityChange.Item(sequence, message.getSender(), message.getSerializedSize());
        }
    }

    /** Receives messages of a queue; false ends the visit. */
    @FunctionalInterface
    public interface EntryVisitor {
        boolean visit(Entry entry);
    }

    /** The entity with this id, or null. */
    public @Nullable EntityState entity(String entityId) {
        EntityState present = cached.get(entityId);
        if (present != null) {
            return present;
        }
        byte[] stored = overlay.get(Family.ENTITY, Keys.instance(partition, entityId));
        if (stored == null) {
            return null;
        }
        try {
            EntityState loaded = new EntityState(entityId, EntityRecord.parseFrom(stored));
            cached.put(entityId, loaded);
            return loaded;
        } catch (InvalidProtocolBufferException e) {
            throw damaged("the record", entityId, e);
        }
    }

    /** The user's state, or null if there is none. Costs one read of all of it. */
    public @Nullable StringValue userState(String entityId) {
        byte[] stored = overlay.get(Family.ENTITY_STATE, Keys.instance(partition, entityId));
        return stored == null
                ? null
                : StringValue.newBuilder()
                        .setValueBytes(ByteString.copyFrom(stored))
                        .build();
    }

    /** One message of the queue, or null. */
    public @Nullable Entry entry(String entityId, long sequence) {
        byte[] stored = overlay.get(Family.ENTITY_QUEUE, Keys.inbox(partition, entityId, sequence));
        return stored == null ? null : new Entry(sequence, message(entityId, stored));
    }

    /** Visits the queue from its head. */
    public void forEachQueued(EntityState entity, EntryVisitor visitor) {
        String id = entity.entityId();
        boolean[] wanted = {true};
        for (long from = entity.firstSequence(); wanted[0] && from < entity.nextSequence(); from += SCAN_ROWS) {
            long to = Math.min(from + SCAN_ROWS, entity.nextSequence());
            overlay.scan(
                    Family.ENTITY_QUEUE,
                    Keys.inbox(partition, id, from),
                    Keys.inbox(partition, id, to),
                    (key, value) -> wanted[0] = visitor.visit(new Entry(Keys.trailingLong(key), message(id, value))));
        }
    }

    /** Visits what an orchestration instance has in the queue, in order. */
    public void forEachOfSender(EntityState entity, String sender, EntryVisitor visitor) {
        byte[] prefix = Keys.entitySender(partition, entity.entityId(), sender);
        overlay.scan(Family.ENTITY_SENDER, prefix, Keys.after(prefix), (key, value) -> {
            Entry entry = entry(entity.entityId(), Keys.trailingLong(key));
            return entry == null || visitor.visit(entry);
        });
    }

    /** The ids of all entities with a message in the queue. For start-up: costs one seek for each of them. */
    public List<String> withBacklog() {
        List<String> ids = new ArrayList<>();
        byte[] end = Keys.partition(partition + 1);
        byte[][] from = {Keys.partition(partition)};
        while (from[0] != null) {
            byte[] start = from[0];
            from[0] = null;
            overlay.scan(Family.ENTITY_QUEUE, start, end, (key, value) -> {
                String id = Keys.instanceIdOf(key);
                ids.add(id);
                from[0] = Keys.after(Keys.instance(partition, id));
                return false;
            });
        }
        return ids;
    }

    EntityMessage message(String entityId, byte[] stored) {
        try {
            return EntityMessage.parseFrom(stored);
        } catch (InvalidProtocolBufferException e) {
            throw damaged("a message", entityId, e);
        }
    }

    /** Drops the least recently used records beyond the bound, except those still to be written. */
    void trimCache() {
        Iterator<String> oldest = cached.keySet().iterator();
        while (cached.size() > cachedMax && oldest.hasNext()) {
            if (!changed.contains(oldest.next())) {
                oldest.remove();
            }
        }
    }

    private static StorageException damaged(String what, String entityId, InvalidProtocolBufferException cause) {
        return new StorageException(
                "The store is damaged: " + what + " of entity " + entityId + " cannot be read. Restore a backup.",
                cause);
    }
}
