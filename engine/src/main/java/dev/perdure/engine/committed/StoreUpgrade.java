package dev.perdure.engine.committed;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.engine.record.InstanceRecord;
import dev.perdure.engine.record.PartitionRecord;
import dev.perdure.engine.record.StoreRecord;
import dev.perdure.engine.state.Keys;
import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Mutation;
import dev.perdure.engine.storage.Storage;
import dev.perdure.engine.storage.StorageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Builds what a store of the format before lacks. Every step may be done twice, and the new version is written last, so
 * an upgrade that was cut off begins again.
 */
final class StoreUpgrade {

    /** Instances per write; bounds what is held in memory. */
    private static final int INSTANCES_PER_WRITE = 1_000;

    private StoreUpgrade() {}

    /** Version 2 has the indexes of ended and open instances and of names, and counts the idempotency keys. */
    static StoreRecord toVersion2(Storage storage, StoreRecord record) {
        try {
            for (int partition = 0; partition < record.getPartitions(); partition++) {
                buildIndexes(storage, partition);
                countKeys(storage, partition);
            }
        } catch (InvalidProtocolBufferException e) {
            throw new StorageException(
                    "The store is damaged: it has the format of the version before and a record of it cannot be read. "
                            + "Restore a backup.",
                    e);
        }
        StoreRecord upgraded = record.toBuilder().setFormatVersion(2).build();
        storage.write(List.of(new Mutation(Family.META, Keys.store(), upgraded.toByteArray())));
        return upgraded;
    }

    @SuppressWarnings("ArrayRecordComponent") // a holder, never compared
    private record Entry(byte[] key, byte[] value) {}

    private static void buildIndexes(Storage storage, int partition) throws InvalidProtocolBufferException {
        byte[] from = Keys.partition(partition);
        while (true) {
            List<Entry> entries = new ArrayList<>();
            storage.scan(Family.INSTANCE, from, Keys.partition(partition + 1), (key, value) -> {
                entries.add(new Entry(key, value));
                return entries.size() < INSTANCES_PER_WRITE;
            });
            if (entries.isEmpty()) {
                return;
            }
            List<Mutation> rows = new ArrayList<>();
            for (Entry entry : entries) {
                addRows(rows, partition, entry.key(), InstanceRecord.parseFrom(entry.value()));
            }
            storage.write(rows);
            byte[] last = entries.getLast().key();
            from = Arrays.copyOf(last, last.length + 1);
        }
    }

    private static void addRows(List<Mutation> rows, int partition, byte[] key, InstanceRecord record) {
        byte[] created = Keys.timed(partition, record.getCreated(), key);
        rows.add(new Mutation(
                Family.NAME_INDEX, Keys.named(partition, record.getName(), record.getCreated(), key), new byte[0]));
        if (RuntimeStatus.of(record.getStatus()).isTerminal()) {
            rows.add(
                    new Mutation(Family.COMPLETED_INDEX, Keys.timed(partition, record.getCompleted(), key), new byte[] {
                        (byte) record.getStatusValue()
                    }));
        } else {
            rows.add(new Mutation(Family.OPEN_INDEX, created, new byte[0]));
        }
    }

    private static void countKeys(Storage storage, int partition) throws InvalidProtocolBufferException {
        byte[] stored = storage.get(Family.META, Keys.partitionRecord(partition));
        if (stored == null) {
            return;
        }
        long[] keys = {0};
        storage.scan(Family.KEY, Keys.partition(partition), Keys.partition(partition + 1), (key, value) -> {
            keys[0]++;
            return true;
        });
        PartitionRecord counted =
                PartitionRecord.parseFrom(stored).toBuilder().setKeys(keys[0]).build();
        storage.write(List.of(new Mutation(Family.META, Keys.partitionRecord(partition), counted.toByteArray())));
    }
}
