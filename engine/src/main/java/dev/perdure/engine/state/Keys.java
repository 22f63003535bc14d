package dev.perdure.engine.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The keys of the store, as {@link dev.perdure.engine.storage.Family} lays them out: big-endian integers, ids in UTF-8
 * closed by a zero byte (which no id contains).
 *
 * <p>Thread-safe: stateless.
 */
public final class Keys {

    private static final byte[] STORE = {0, 0, 's', 't', 'o', 'r', 'e'};
    private static final int ID_START = Short.BYTES;

    private Keys() {}

    /** The one record about the whole store. */
    public static byte[] store() {
        return STORE.clone();
    }

    /** The first key of a partition, in any family; the first key of the next one ends its range. */
    public static byte[] partition(int partition) {
        return ByteBuffer.allocate(Short.BYTES).putShort((short) partition).array();
    }

    public static byte[] partitionRecord(int partition) {
        return ByteBuffer.allocate(Short.BYTES + 5)
                .putShort((short) partition)
                .put("state".getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    /** The prefix of everything that belongs to one instance. */
    public static byte[] instance(int partition, String instanceId) {
        return at(partition, instanceId, 0).array();
    }

    /** Where ids that begin with {@code prefix} start in a family ordered by instance. */
    public static byte[] idPrefix(int partition, String prefix) {
        byte[] utf8 = prefix.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(ID_START + utf8.length)
                .putShort((short) partition)
                .put(utf8)
                .array();
    }

    /** A chunk of history that begins with the event at this position. */
    public static byte[] history(int partition, String instanceId, int executionOrdinal, long firstEvent) {
        return at(partition, instanceId, Integer.BYTES + Long.BYTES)
                .putInt(executionOrdinal)
                .putLong(firstEvent)
                .array();
    }

    static byte[] inbox(int partition, String instanceId, long sequence) {
        return at(partition, instanceId, Long.BYTES).putLong(sequence).array();
    }

    static byte[] task(int partition, String instanceId, int taskId) {
        return at(partition, instanceId, Integer.BYTES).putInt(taskId).array();
    }

    /** The prefix of what one sender has in the queue of an entity. */
    static byte[] entitySender(int partition, String entityId, String sender) {
        byte[] utf8 = sender.getBytes(StandardCharsets.UTF_8);
        return at(partition, entityId, utf8.length + 1).put(utf8).put((byte) 0).array();
    }

    static byte[] entitySender(int partition, String entityId, String sender, long sequence) {
        byte[] utf8 = sender.getBytes(StandardCharsets.UTF_8);
        return at(partition, entityId, utf8.length + 1 + Long.BYTES)
                .put(utf8)
                .put((byte) 0)
                .putLong(sequence)
                .array();
    }

    /** One payload of an instance. */
    public static byte[] payload(int partition, String instanceId, PayloadKind kind) {
        return at(partition, instanceId, 1).put((byte) kind.number()).array();
    }

    static byte[] key(int partition, String instanceId, String key) {
        byte[] utf8 = key.getBytes(StandardCharsets.UTF_8);
        return at(partition, instanceId, utf8.length).put(utf8).array();
    }

    static byte[] name(int partition, String name) {
        return idPrefix(partition, name);
    }

    static byte[] outbox(int partition, int destination, long sequence) {
        return ByteBuffer.allocate(2 * Short.BYTES + Long.BYTES)
                .putShort((short) partition)
                .putShort((short) destination)
                .putLong(sequence)
                .array();
    }

    /** Instances of one orchestrator, in order of creation. */
    public static byte[] named(int partition, String name, long created, byte[] instanceKey) {
        return at(partition, name, Long.BYTES + instanceKey.length - ID_START)
                .putLong(created)
                .put(instanceKey, ID_START, instanceKey.length - ID_START)
                .array();
    }

    /** The first key of the instances of one orchestrator created at this time. */
    public static byte[] namedFrom(int partition, String name, long created) {
        return at(partition, name, Long.BYTES).putLong(created).array();
    }

    /** The instance id in a key made by {@link #named}. */
    public static String namedInstanceIdOf(byte[] key, String name) {
        return idAt(key, ID_START + name.getBytes(StandardCharsets.UTF_8).length + 1 + Long.BYTES);
    }

    /** {@code P time} followed by {@code rest}, the part of an instance-ordered key after its partition. */
    public static byte[] timed(int partition, long micros, byte[] instanceKey) {
        return ByteBuffer.allocate(Long.BYTES + instanceKey.length)
                .putShort((short) partition)
                .putLong(micros)
                .put(instanceKey, ID_START, instanceKey.length - ID_START)
                .array();
    }

    /** The first key of a time-ordered family at this time. */
    public static byte[] time(int partition, long micros) {
        return ByteBuffer.allocate(Short.BYTES + Long.BYTES)
                .putShort((short) partition)
                .putLong(micros)
                .array();
    }

    /** Orders keys of time-ordered families of any partitions by time, then by id. */
    public static int compareTimed(byte[] a, byte[] b) {
        return Arrays.compareUnsigned(a, Short.BYTES, a.length, b, Short.BYTES, b.length);
    }

    /** The same time and id in another partition. */
    public static byte[] inPartition(int partition, byte[] timedKey) {
        byte[] key = timedKey.clone();
        ByteBuffer.wrap(key).putShort((short) partition);
        return key;
    }

    /** The partition of any key. */
    public static int partitionOf(byte[] key) {
        return Short.toUnsignedInt(ByteBuffer.wrap(key).getShort());
    }

    /** The instance id in a key of a family ordered by instance. */
    public static String instanceIdOf(byte[] key) {
        return idAt(key, ID_START);
    }

    /** The instance id in a key of a family ordered by time. */
    public static String timedInstanceIdOf(byte[] key) {
        return idAt(key, ID_START + Long.BYTES);
    }

    static long timeOf(byte[] timedKey) {
        return ByteBuffer.wrap(timedKey).getLong(ID_START);
    }

    static int trailingInt(byte[] key) {
        return ByteBuffer.wrap(key).getInt(key.length - Integer.BYTES);
    }

    static long trailingLong(byte[] key) {
        return ByteBuffer.wrap(key).getLong(key.length - Long.BYTES);
    }

    /** What follows the id in a key of a family ordered by time. */
    static String trailingText(byte[] timedKey) {
        int end = zeroAfter(timedKey, ID_START + Long.BYTES) + 1;
        return new String(timedKey, end, timedKey.length - end, StandardCharsets.UTF_8);
    }

    /** The least key that is greater than every key with this prefix. */
    public static byte[] after(byte[] prefix) {
        byte[] end = prefix.clone();
        for (int i = end.length - 1; i >= 0; i--) {
            if (++end[i] != 0) {
                return Arrays.copyOf(end, i + 1);
            }
        }
        throw new IllegalArgumentException("no key is greater than a prefix of 0xff bytes");
    }

    private static ByteBuffer at(int partition, String instanceId, int extra) {
        byte[] utf8 = instanceId.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(ID_START + utf8.length + 1 + extra)
                .putShort((short) partition)
                .put(utf8)
                .put((byte) 0);
    }

    private static String idAt(byte[] key, int start) {
        return new String(key, start, zeroAfter(key, start) - start, StandardCharsets.UTF_8);
    }

    private static int zeroAfter(byte[] key, int start) {
        int end = start;
        while (key[end] != 0) {
            end++;
        }
        return end;
    }
}
