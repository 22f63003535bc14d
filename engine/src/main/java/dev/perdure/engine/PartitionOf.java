package dev.perdure.engine;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Which partition an instance belongs to: a stable hash of its id. Part of the store's format.
 *
 * <p>Thread-safe: stateless.
 */
public final class PartitionOf {

    private PartitionOf() {}

    /** The partition, 0 to {@code partitions - 1}, of the instance with this id. */
    public static int instance(String instanceId, int partitions) {
        CRC32C crc = new CRC32C();
        crc.update(instanceId.getBytes(StandardCharsets.UTF_8));
        return (int) (crc.getValue() % partitions);
    }
}
