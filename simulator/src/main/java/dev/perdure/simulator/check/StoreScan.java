package dev.perdure.simulator.check;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.engine.record.InstanceRecord;
import dev.perdure.engine.record.KeyRecord;
import dev.perdure.engine.state.Keys;
import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Storage;
import dev.perdure.simulator.report.Invariant;
import dev.perdure.simulator.report.Violation;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What holds between the families of a store: no row without its owner, no index without its rows. Reads all of it. */
public final class StoreScan {

    private static final byte[] END = {(byte) 0xff, (byte) 0xff, (byte) 0xff};
    private static final Set<Family> INDEXES = EnumSet.of(
            Family.CREATED_INDEX,
            Family.OPEN_INDEX,
            Family.NAME_INDEX,
            Family.COMPLETED_INDEX,
            Family.TIMER,
            Family.KEY_EXPIRY);
    private static final Set<Family> OF_INSTANCES =
            EnumSet.of(Family.HISTORY, Family.INBOX, Family.ACTIVITY, Family.PAYLOAD, Family.CHILD);
    private static final Set<Family> OF_ENTITIES =
            EnumSet.of(Family.ENTITY_STATE, Family.ENTITY_QUEUE, Family.ENTITY_SENDER, Family.ENTITY_SCHEDULED);

    private StoreScan() {}

    /** Checks a store. */
    public static void check(Storage storage) {
        Map<Family, Set<String>> expected = new EnumMap<>(Family.class);
        NavigableMap<String, byte[]> instances = rows(storage, Family.INSTANCE);
        instances.forEach((key, value) -> addIndexRows(expected, bytes(key), value));
        rows(storage, Family.INSTANCE_TIMER)
                .forEach((key, time) -> add(expected, Family.TIMER, hex(time) + key.substring(2 * Short.BYTES)));
        rows(storage, Family.KEY).forEach((key, value) -> add(expected, Family.KEY_EXPIRY, expiry(bytes(key), value)));
        for (Family index : INDEXES) {
            same(index, rows(storage, index).keySet(), expected.getOrDefault(index, Set.of()));
        }
        Set<String> entities = rows(storage, Family.ENTITY).keySet();
        OF_INSTANCES.forEach(family -> owned(storage, family, instances.keySet()));
        OF_ENTITIES.forEach(family -> owned(storage, family, entities));
        Set<String> both = new HashSet<>(instances.keySet());
        both.addAll(entities);
        owned(storage, Family.INSTANCE_TIMER, both);
        owned(storage, Family.GIVEN_UP, both);
    }

    private static void same(Family index, Set<String> actual, Set<String> wanted) {
        if (!actual.equals(wanted)) {
            Set<String> extra = new TreeSet<>(actual);
            extra.removeAll(wanted);
            Set<String> missing = new TreeSet<>(wanted);
            missing.removeAll(actual);
            throw new Violation(
                    Invariant.PURGE_CLEAN,
                    "",
                    "The rows of " + index + " do not fit: too many " + extra + ", missing " + missing + ".");
        }
    }

    private static void owned(Storage storage, Family family, Set<String> owners) {
        for (String key : rows(storage, family).keySet()) {
            String id = Keys.instanceIdOf(bytes(key));
            if (!owners.contains(hex(Keys.instance(Keys.partitionOf(bytes(key)), id)))) {
                throw new Violation(
                        Invariant.PURGE_CLEAN,
                        id,
                        "A row of " + family + " belongs to " + id + ", which is not there.");
            }
        }
    }

    private static NavigableMap<String, byte[]> rows(Storage storage, Family family) {
        NavigableMap<String, byte[]> rows = new TreeMap<>();
        storage.scan(family, new byte[0], END, (key, value) -> {
            rows.put(hex(key), value);
            return true;
        });
        return rows;
    }

    private static void add(Map<Family, Set<String>> rows, Family family, String key) {
        rows.computeIfAbsent(family, f -> new HashSet<>()).add(key);
    }

    private static void addIndexRows(Map<Family, Set<String>> indexes, byte[] key, byte[] value) {
        InstanceRecord record = StoreWatcher.parsed(() -> InstanceRecord.parseFrom(value));
        int partition = Keys.partitionOf(key);
        String created = hex(Keys.timed(partition, record.getCreated(), key));
        add(indexes, Family.CREATED_INDEX, created);
        add(indexes, Family.NAME_INDEX, hex(Keys.named(partition, record.getName(), record.getCreated(), key)));
        if (RuntimeStatus.of(record.getStatus()).isTerminal()) {
            add(indexes, Family.COMPLETED_INDEX, hex(Keys.timed(partition, record.getCompleted(), key)));
        } else {
            add(indexes, Family.OPEN_INDEX, created);
        }
    }

    private static String expiry(byte[] key, byte[] value) {
        KeyRecord record = StoreWatcher.parsed(() -> KeyRecord.parseFrom(value));
        return hex(Keys.timed(Keys.partitionOf(key), record.getExpires(), key));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
