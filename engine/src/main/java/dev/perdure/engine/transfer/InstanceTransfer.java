package dev.perdure.engine.transfer;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.engine.PartitionOf;
import dev.perdure.engine.record.InstanceRecord;
import dev.perdure.engine.record.StoreRecord;
import dev.perdure.engine.state.Keys;
import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Mutation;
import dev.perdure.engine.storage.Storage;
import dev.perdure.engine.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes instances and entities out of a store, and puts them into another. Indexes are not carried but made anew;
 * idempotency keys, and the names that workers have announced, stay behind. Messages between partitions are not carried
 * either, so there must be none.
 *
 * <p>Thread-safe: stateless.
 */
public final class InstanceTransfer {

    private static final byte[] NOTHING = {};

    /** The families of rows that begin with an id and are carried. Their names are part of the format of exports. */
    private static final List<Family> CARRIED = List.of(
            Family.INSTANCE,
            Family.HISTORY,
            Family.INBOX,
            Family.ACTIVITY,
            Family.INSTANCE_TIMER,
            Family.PAYLOAD,
            Family.CHILD,
            Family.ENTITY,
            Family.ENTITY_STATE,
            Family.ENTITY_QUEUE,
            Family.ENTITY_SENDER,
            Family.ENTITY_SCHEDULED,
            Family.GIVEN_UP);

    private InstanceTransfer() {}

    /**
     * The number of partitions of a store.
     *
     * @throws StorageException if the store has none yet, or is damaged
     */
    public static int partitions(Storage storage) {
        byte[] stored = storage.get(Family.META, Keys.store());
        if (stored == null) {
            throw new StorageException("The store is empty: no engine has ever been opened on it.", null);
        }
        try {
            return StoreRecord.parseFrom(stored).getPartitions();
        } catch (InvalidProtocolBufferException e) {
            throw damaged("it does not say what it is", e);
        }
    }

    /** How many messages between partitions have not been taken. */
    public static long messagesUnderWay(Storage storage) {
        long[] count = {0};
        storage.scan(Family.OUTBOX, Keys.partition(0), Keys.partition(partitions(storage)), (key, value) -> {
            count[0]++;
            return true;
        });
        return count[0];
    }

    /** Shows every instance and entity to {@code taker}, those of one partition after those of another. */
    public static void forEach(Storage storage, Consumer<PortableInstance> taker) {
        int partitions = partitions(storage);
        for (int partition = 0; partition < partitions; partition++) {
            int here = partition;
            for (Family family : List.of(Family.INSTANCE, Family.ENTITY)) {
                storage.scan(family, Keys.partition(here), Keys.partition(here + 1), (key, value) -> {
                    taker.accept(read(storage, here, Keys.instanceIdOf(key), family, value));
                    return true;
                });
            }
        }
    }

    private static PortableInstance read(Storage storage, int partition, String id, Family family, byte[] value) {
        byte[] prefix = Keys.instance(partition, id);
        List<PortableRow> rows = new ArrayList<>();
        for (Family carried : CARRIED) {
            storage.scan(carried, prefix, Keys.after(prefix), (key, content) -> {
                byte[] rest = Arrays.copyOfRange(key, prefix.length, key.length);
                rows.add(new PortableRow(carried, rest, carried == Family.INSTANCE_TIMER ? time(content) : content));
                return true;
            });
        }
        if (family == Family.ENTITY) {
            return new PortableInstance(id, "", 0, rows);
        }
        InstanceRecord record = parse(value);
        return new PortableInstance(id, record.getName(), record.getStatusValue(), rows);
    }

    /** Whether a store of so many partitions has an instance or entity of this id. */
    public static boolean exists(Storage storage, int partitions, String id) {
        byte[] key = Keys.instance(PartitionOf.instance(id, partitions), id);
        return storage.get(Family.INSTANCE, key) != null || storage.get(Family.ENTITY, key) != null;
    }

    /**
     * What puts an instance into a store of so many partitions, with its indexes.
     *
     * @throws StorageException if a row cannot be read, or is of a family that is not carried
     */
    public static List<Mutation> mutations(PortableInstance instance, int partitions) {
        int partition = PartitionOf.instance(instance.id(), partitions);
        byte[] prefix = Keys.instance(partition, instance.id());
        List<Mutation> mutations = new ArrayList<>();
        for (PortableRow row : instance.rows()) {
            byte[] key = ByteBuffer.allocate(prefix.length + row.rest().length)
                    .put(prefix)
                    .put(row.rest())
                    .array();
            if (!CARRIED.contains(row.family())) {
                throw damaged("rows of the family " + row.family() + " are not carried", null);
            }
            if (row.family() == Family.INSTANCE_TIMER) {
                timer(partition, key, row.value(), mutations);
            } else {
                mutations.add(new Mutation(row.family(), key, row.value()));
            }
            if (row.family() == Family.INSTANCE) {
                indexes(partition, key, parse(row.value()), mutations);
            }
        }
        return mutations;
    }

    /** The value is a partition and a time. */
    private static void timer(int partition, byte[] key, byte[] value, List<Mutation> mutations) {
        if (value.length != Short.BYTES + Long.BYTES) {
            throw damaged("a timer has no time", null);
        }
        long fireAt = ByteBuffer.wrap(value).getLong(Short.BYTES);
        mutations.add(new Mutation(Family.INSTANCE_TIMER, key, Keys.time(partition, fireAt)));
        mutations.add(new Mutation(Family.TIMER, Keys.timed(partition, fireAt, key), NOTHING));
    }

    private static void indexes(int partition, byte[] key, InstanceRecord record, List<Mutation> mutations) {
        byte[] created = Keys.timed(partition, record.getCreated(), key);
        mutations.add(new Mutation(Family.CREATED_INDEX, created, NOTHING));
        mutations.add(new Mutation(
                Family.NAME_INDEX, Keys.named(partition, record.getName(), record.getCreated(), key), NOTHING));
        if (RuntimeStatus.of(record.getStatus()).isTerminal()) {
            mutations.add(
                    new Mutation(Family.COMPLETED_INDEX, Keys.timed(partition, record.getCompleted(), key), new byte[] {
                        (byte) record.getStatusValue()
                    }));
        } else {
            mutations.add(new Mutation(Family.OPEN_INDEX, created, NOTHING));
        }
    }

    /** The value of a timer without the partition that it lies in. */
    private static byte[] time(byte[] value) {
        byte[] anywhere = value.clone();
        Arrays.fill(anywhere, 0, Short.BYTES, (byte) 0);
        return anywhere;
    }

    private static InstanceRecord parse(byte[] value) {
        try {
            return InstanceRecord.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw damaged("an instance record cannot be read", e);
        }
    }

    private static StorageException damaged(String what, @Nullable Throwable cause) {
        return new StorageException("The store or export is damaged: " + what + ". Use a backup.", cause);
    }
}
