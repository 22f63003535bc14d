package dev.perdure.engine.committed;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.engine.record.StoreRecord;
import dev.perdure.engine.state.Keys;
import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Mutation;
import dev.perdure.engine.storage.Storage;
import dev.perdure.engine.storage.StorageException;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/** What a store says of itself: format version, hub id, number of partitions. Stateless. */
public final class StoreIdentity {

    /** The format this version reads and writes. */
    static final int FORMAT_VERSION = 2;

    private StoreIdentity() {}

    /**
     * Reads it, or writes it into an empty store. A store of the format before is upgraded first.
     *
     * @throws StorageException if the store has a format this version does not know
     */
    public static StoreRecord openOrCreate(Storage storage, int partitions, RandomGenerator random) {
        byte[] stored = storage.get(Family.META, Keys.store());
        if (stored == null) {
            HexFormat hex = HexFormat.of();
            StoreRecord fresh = StoreRecord.newBuilder()
                    .setFormatVersion(FORMAT_VERSION)
                    .setHubId(hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong()))
                    .setPartitions(partitions)
                    .build();
            storage.write(List.of(new Mutation(Family.META, Keys.store(), fresh.toByteArray())));
            return fresh;
        }
        try {
            StoreRecord record = StoreRecord.parseFrom(stored);
            if (record.getFormatVersion() == FORMAT_VERSION - 1) {
                return StoreUpgrade.toVersion2(storage, record);
            }
            if (record.getFormatVersion() != FORMAT_VERSION) {
                throw new StorageException(
                        "The store has format version " + record.getFormatVersion() + "; this version of Perdure knows "
                                + FORMAT_VERSION + ". Use the version that wrote it.",
                        null);
            }
            return record;
        } catch (InvalidProtocolBufferException e) {
            throw new StorageException("The store is damaged: it does not say what it is. Restore a backup.", e);
        }
    }
}
