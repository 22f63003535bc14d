package dev.perdure.engine.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.engine.record.ActivityRecord;
import dev.perdure.engine.record.EncodedChunk;
import dev.perdure.engine.record.InstanceRecord;
import dev.perdure.engine.record.KeyRecord;
import dev.perdure.engine.record.Message;
import dev.perdure.engine.record.PartitionRecord;
import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Storage;
import dev.perdure.engine.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The state of one partition as its writer sees it, including what is not committed yet. Everyone in the partition's
 * thread may read; only {@link Applier} changes it.
 *
 * <p>Confined to its partition. Decoded instances are cached, least recently used first out; the cache never changes
 * what is read.
 */
public final class PartitionState {

    /** Instances of which the number of keys is known without counting. */
    private static final int KEY_COUNTS_MAX = 10_000;

    private final int partition;
    private final int partitions;
    private final Overlay overlay;
    private final int cachedInstances;
    private final EntityTable entities;

    final Map<String, InstanceState> instances = new LinkedHashMap<>(16, 0.75f, true);
    /** Instances whose record is to be written when the batch is sealed. */
    final Set<String> changedInstances = new LinkedHashSet<>();

    /** By instance id; what is not in here is counted when it is asked for. */
    final Map<String, Integer> keyCounts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > KEY_COUNTS_MAX;
        }
    };

    final TreeMap<Integer, Long> sent = new TreeMap<>();
    final TreeMap<Integer, Long> received = new TreeMap<>();
    final TreeMap<Integer, Long> acknowledged = new TreeMap<>();
    long time;
    long applied;
    long keys;
    boolean recordChanged;
    /** No timer or key expiry lies before these: scans need not walk over what was deleted there. */
    long timersFrom;

    long expiriesFrom;

    public PartitionState(int partition, int partitions, Overlay overlay, int cachedInstances) {
        this.partition = partition;
        this.partitions = partitions;
        this.overlay = overlay;
        this.cachedInstances = cachedInstances;
        this.entities = new EntityTable(partition, overlay, cachedInstances);
        byte[] stored = overlay.get(Family.META, Keys.partitionRecord(partition));
        if (stored != null) {
            PartitionRecord record =
                    parsed("the record of partition " + partition, () -> PartitionRecord.parseFrom(stored));
            time = record.getTime();
            applied = record.getApplied();
            keys = record.getKeys();
            sent.putAll(record.getSentMap());
            received.putAll(record.getReceivedMap());
            acknowledged.putAll(record.getAcknowledgedMap());
        }
    }

    public int partition() {
        return partition;
    }

    /** How many partitions the hub has. */
    public int partitions() {
        return partitions;
    }

    /** The time of the last command, in microseconds since 1970. */
    public long time() {
        return time;
    }

    /** How many commands have been applied since the store was made. */
    public long applied() {
        return applied;
    }

    /** How many idempotency keys are remembered. */
    public long keys() {
        return keys;
    }

    /** The sequence of the last message taken from a partition; 0 for none. */
    public long received(int source) {
        return received.getOrDefault(source, 0L);
    }

    /** The sequence of the last message sent to a partition; 0 for none. */
    public long sent(int destination) {
        return sent.getOrDefault(destination, 0L);
    }

    /** The sequence up to which a partition has acknowledged messages; 0 for none. */
    public long acknowledged(int destination) {
        return acknowledged.getOrDefault(destination, 0L);
    }

    /** How many instances are held decoded. */
    public int cachedInstances() {
        return instances.size();
    }

    /** The entities of the partition. */
    public EntityTable entities() {
        return entities;
    }

    /** The instance with this id, or null. */
    public @Nullable InstanceState instance(String instanceId) {
        InstanceState cached = instances.get(instanceId);
        if (cached != null) {
            return cached;
        }
        byte[] stored = overlay.get(Family.INSTANCE, Keys.instance(partition, instanceId));
        if (stored == null) {
            return null;
        }
        InstanceState loaded = new InstanceState(
                instanceId, parsed("the record of instance " + instanceId, () -> InstanceRecord.parseFrom(stored)));
        if (!loaded.status().isTerminal()) {
            byte[] prefix = Keys.instance(partition, instanceId);
            overlay.scan(Family.INBOX, prefix, Keys.after(prefix), (key, value) -> {
                HistoryEvent event = parsed("an inbox event of " + instanceId, () -> HistoryEvent.parseFrom(value));
                loaded.load(new InstanceState.Pending(Keys.trailingLong(key), event));
                return true;
            });
        }
        instances.put(instanceId, loaded);
        return loaded;
    }

    /** A payload of an instance, or null. */
    public @Nullable ByteString payload(String instanceId, PayloadKind kind) {
        byte[] stored = overlay.get(Family.PAYLOAD, Keys.payload(partition, instanceId, kind));
        return stored == null ? null : ByteString.copyFrom(stored);
    }

    /** An activity that has no result yet, or null. */
    public @Nullable ActivityRecord activity(String instanceId, int taskId) {
        InstanceState cached = instances.get(instanceId);
        if (cached != null && cached.activities() != null) {
            return cached.activities().get(taskId);
        }
        byte[] stored = overlay.get(Family.ACTIVITY, Keys.task(partition, instanceId, taskId));
        return stored == null
                ? null
                : parsed("activity " + taskId + " of " + instanceId, () -> ActivityRecord.parseFrom(stored));
    }

    /** The open sub-orchestrations of an instance: their ids by task id, in ascending order of these. */
    public SortedMap<Integer, String> children(InstanceState instance) {
        TreeMap<Integer, String> children = new TreeMap<>();
        if (instance.openChildren() > 0) {
            byte[] prefix = Keys.instance(partition, instance.instanceId());
            overlay.scan(Family.CHILD, prefix, Keys.after(prefix), (key, value) -> {
                children.put(Keys.trailingInt(key), new String(value, StandardCharsets.UTF_8));
                return true;
            });
        }
        return children;
    }

    /** Whether the task waits for the result of a sub-orchestration. */
    public boolean isChildOpen(String instanceId, int taskId) {
        return overlay.get(Family.CHILD, Keys.task(partition, instanceId, taskId)) != null;
    }

    /** Visits every activity without a result, of all instances. For start-up: costs what is in flight. */
    public void forEachActivity(BiConsumer<String, ActivityRecord> visitor) {
        scanAll(Family.ACTIVITY, (key, value) -> {
            String instanceId = Keys.instanceIdOf(key);
            visitor.accept(instanceId, parsed("an activity of " + instanceId, () -> ActivityRecord.parseFrom(value)));
            return true;
        });
    }

    /** The ids of all instances with an event that no turn has consumed. For start-up: costs what is in flight. */
    public Set<String> instancesWithInbox() {
        Set<String> ids = new LinkedHashSet<>();
        scanAll(Family.INBOX, (key, value) -> {
            ids.add(Keys.instanceIdOf(key));
            return true;
        });
        return ids;
    }

    /** Visits the messages that their destination has not acknowledged, in order per destination. */
    public void forEachUnacknowledged(MessageVisitor visitor) {
        sent.forEach((destination, last) -> {
            for (long s = acknowledged.getOrDefault(destination, 0L) + 1; s <= last; s++) {
                byte[] stored = overlay.get(Family.OUTBOX, Keys.outbox(partition, destination, s));
                if (stored == null) {
                    throw new StorageException(
                            "Message " + s + " from partition " + partition + " to " + destination
                                    + " is missing in the store. Restore a backup.",
                            null);
                }
                visitor.visit(destination, s, parsed("a message", () -> Message.parseFrom(stored)));
            }
        });
    }

    /** Receives messages of the outbox. */
    @FunctionalInterface
    public interface MessageVisitor {
        void visit(int destination, long sequence, Message message);
    }

    /** The timers due at this time, earliest first, at most {@code limit}. */
    public List<Event.TimerRemoved> timersDue(long until, int limit) {
        List<Event.TimerRemoved> due = new ArrayList<>();
        overlay.scan(Family.TIMER, Keys.time(partition, timersFrom), Keys.time(partition, until + 1), (key, value) -> {
            due.add(new Event.TimerRemoved(Keys.timedInstanceIdOf(key), Keys.trailingInt(key), Keys.timeOf(key)));
            return due.size() < limit;
        });
        timersFrom = due.isEmpty() ? until + 1 : due.getFirst().fireAt();
        return due;
    }

    /** The timers of an instance by their ids, at most {@code limit}. */
    public List<Event.TimerArmed> timersOf(String instanceId, int limit) {
        List<Event.TimerArmed> timers = new ArrayList<>();
        byte[] prefix = Keys.instance(partition, instanceId);
        overlay.scan(Family.INSTANCE_TIMER, prefix, Keys.after(prefix), (key, time) -> {
            timers.add(new Event.TimerArmed(instanceId, Keys.trailingInt(key), Keys.timeOf(time)));
            return timers.size() < limit;
        });
        return timers;
    }

    /** When the earliest timer is due. Costs one seek. */
    public OptionalLong nextTimer() {
        return first(Family.TIMER, timersFrom);
    }

    /** The keys expired at this time, at most {@code limit}. */
    public List<Event.KeyForgotten> keysExpired(long until, int limit) {
        List<Event.KeyForgotten> expired = new ArrayList<>();
        overlay.scan(
                Family.KEY_EXPIRY,
                Keys.time(partition, expiriesFrom),
                Keys.time(partition, until + 1),
                (key, value) -> {
                    expired.add(new Event.KeyForgotten(
                            Keys.timedInstanceIdOf(key), Keys.trailingText(key), Keys.timeOf(key)));
                    return expired.size() < limit;
                });
        expiriesFrom = expired.isEmpty() ? until + 1 : expired.getFirst().expires();
        return expired;
    }

    /** When the next key expires. Costs one seek. */
    public OptionalLong nextKeyExpiry() {
        return first(Family.KEY_EXPIRY, expiriesFrom);
    }

    /** The answer remembered under a key, or null. */
    public @Nullable KeyRecord key(String instanceId, String key) {
        byte[] stored = overlay.get(Family.KEY, Keys.key(partition, instanceId, key));
        return stored == null ? null : parsed("a key of " + instanceId, () -> KeyRecord.parseFrom(stored));
    }

    /** How many keys are remembered of an instance. The first time costs a seek and a step a key. */
    public int keysOf(String instanceId) {
        Integer known = keyCounts.get(instanceId);
        if (known != null) {
            return known;
        }
        int[] count = {0};
        byte[] prefix = Keys.instance(partition, instanceId);
        overlay.scan(Family.KEY, prefix, Keys.after(prefix), (key, value) -> {
            count[0]++;
            return true;
        });
        keyCounts.put(instanceId, count[0]);
        return count[0];
    }

    /** The keys of an instance that expire first, in that order, at most {@code limit}. Reads all its keys. */
    public List<Event.KeyForgotten> firstKeysOf(String instanceId, int limit) {
        List<Event.KeyForgotten> keys = new ArrayList<>();
        byte[] prefix = Keys.instance(partition, instanceId);
        overlay.scan(Family.KEY, prefix, Keys.after(prefix), (key, value) -> {
            String text = new String(key, prefix.length, key.length - prefix.length, StandardCharsets.UTF_8);
            KeyRecord record = parsed("a key of " + instanceId, () -> KeyRecord.parseFrom(value));
            keys.add(new Event.KeyForgotten(instanceId, text, record.getExpires()));
            return true;
        });
        keys.sort(Comparator.comparingLong(Event.KeyForgotten::expires));
        return List.copyOf(keys.subList(0, Math.min(limit, keys.size())));
    }

    /** Whether a worker ever announced this orchestrator name. */
    public boolean isAnnounced(String name) {
        return overlay.get(Family.NAME, Keys.name(partition, name)) != null;
    }

    /** The encoded history of the current execution, one element an event, oldest first. */
    public List<ByteString> history(InstanceState instance) {
        return Objects.requireNonNull(historyWithin(instance, Long.MAX_VALUE));
    }

    /** The same, or null if it has more than so many encoded bytes. */
    public @Nullable List<ByteString> historyWithin(InstanceState instance, long bytesMax) {
        List<ByteString> events = new ArrayList<>();
        byte[] from = Keys.history(partition, instance.instanceId(), instance.executionOrdinal(), 0);
        byte[] to = Keys.history(partition, instance.instanceId(), instance.executionOrdinal() + 1, 0);
        long[] bytes = {0};
        overlay.scan(Family.HISTORY, from, to, (key, value) -> {
            bytes[0] += value.length;
            events.addAll(parsed("the history of " + instance.instanceId(), () -> EncodedChunk.parseFrom(value))
                    .getEventsList());
            return bytes[0] <= bytesMax;
        });
        if (bytes[0] > bytesMax) {
            return null;
        }
        if (events.size() != instance.position()) {
            throw new StorageException(
                    "The history of instance " + instance.instanceId() + " has " + events.size()
                            + " events, its record says " + instance.position() + ". Restore a backup.",
                    null);
        }
        return events;
    }

    Overlay overlay() {
        return overlay;
    }

    PartitionRecord toRecord() {
        return PartitionRecord.newBuilder()
                .setTime(time)
                .setApplied(applied)
                .setKeys(keys)
                .putAllSent(sent)
                .putAllReceived(received)
                .putAllAcknowledged(acknowledged)
                .build();
    }

    /** Drops the least recently used instances beyond the bound, except those still to be written. */
    void trimCache() {
        Iterator<Map.Entry<String, InstanceState>> oldest = instances.entrySet().iterator();
        while (instances.size() > cachedInstances && oldest.hasNext()) {
            if (!changedInstances.contains(oldest.next().getKey())) {
                oldest.remove();
            }
        }
    }

    private OptionalLong first(Family family, long from) {
        long[] found = {-1};
        overlay.scan(family, Keys.time(partition, from), Keys.partition(partition + 1), (key, value) -> {
            found[0] = Keys.timeOf(key);
            return false;
        });
        return found[0] < 0 ? OptionalLong.empty() : OptionalLong.of(found[0]);
    }

    private void scanAll(Family family, Storage.Visitor visitor) {
        overlay.scan(family, Keys.partition(partition), Keys.partition(partition + 1), visitor);
    }

    /** Parsing of a stored record, which fails only if the store is damaged. */
    @FunctionalInterface
    private interface Parsing<T> {
        T parse() throws InvalidProtocolBufferException;
    }

    private static <T> T parsed(String what, Parsing<T> parsing) {
        try {
            return parsing.parse();
        } catch (InvalidProtocolBufferException e) {
            throw new StorageException("The store is damaged: " + what + " cannot be read. Restore a backup.", e);
        }
    }
}
