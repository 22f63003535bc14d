package dev.perdure.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.engine.record.Command;
import dev.perdure.engine.record.ExpireKeys;
import dev.perdure.engine.record.InstanceRecord;
import dev.perdure.engine.record.KeyRecord;
import dev.perdure.engine.record.PurgeInstance;
import dev.perdure.engine.state.Keys;
import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Storage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What holds between the families of every store, whatever has happened: nothing is missing, nothing is left over. */
public final class StoreInvariants {

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

    private StoreInvariants() {}

    /** Fails if a row belongs to nothing, or an index lacks a row. */
    public static void check(Storage storage) {
        Map<Family, Set<String>> expected = new EnumMap<>(Family.class);
        rows(storage, Family.INSTANCE).forEach((key, value) -> addIndexRows(expected, bytes(key), value));
        rows(storage, Family.INSTANCE_TIMER)
                .forEach((key, time) -> add(expected, Family.TIMER, hex(time) + key.substring(2 * Short.BYTES)));
        rows(storage, Family.KEY).forEach((key, value) -> add(expected, Family.KEY_EXPIRY, expiry(bytes(key), value)));
        for (Family index : INDEXES) {
            assertThat(rows(storage, index).keySet())
                    .as("rows of %s", index)
                    .isEqualTo(expected.getOrDefault(index, Set.of()));
        }

        Set<String> instances = rows(storage, Family.INSTANCE).keySet();
        Set<String> entities = rows(storage, Family.ENTITY).keySet();
        OF_INSTANCES.forEach(family -> assertThat(instances).containsAll(owners(storage, family)));
        OF_ENTITIES.forEach(family -> assertThat(entities).containsAll(owners(storage, family)));
        Set<String> both = new TreeSet<>(instances);
        both.addAll(entities);
        assertThat(both).containsAll(owners(storage, Family.INSTANCE_TIMER));
        assertThat(both).containsAll(owners(storage, Family.GIVEN_UP));
    }

    /** The keys of the records to which rows belong. */
    private static Set<String> owners(Storage storage, Family family) {
        Set<String> owners = new TreeSet<>();
        for (String key : rows(storage, family).keySet()) {
            owners.add(hex(Keys.instance(Keys.partitionOf(bytes(key)), Keys.instanceIdOf(bytes(key)))));
        }
        return owners;
    }

    /** Commands that remove all instances of the store's one partition and let all keys expire. */
    public static List<Command> removeEverything(Storage storage, long time) {
        List<Command> commands = new ArrayList<>();
        storage.scan(Family.INSTANCE, new byte[0], END, (key, value) -> {
            commands.add(Command.newBuilder()
                    .setTime(time)
                    .setPurge(PurgeInstance.newBuilder().setInstanceId(Keys.instanceIdOf(key)))
                    .build());
            return true;
        });
        commands.add(Command.newBuilder()
                .setTime(time + 3_600_000_000L)
                .setExpireKeys(ExpireKeys.newBuilder().setLimit(1_000_000))
                .build());
        return commands;
    }

    /** The families that have entries, those of entities left out. */
    public static Set<Family> familiesInUse(Storage storage) {
        Set<Family> used = EnumSet.noneOf(Family.class);
        for (Family family : Family.values()) {
            if (rows(storage, family).keySet().stream().anyMatch(key -> !isOfEntity(family, bytes(key)))) {
                used.add(family);
            }
        }
        return used;
    }

    private static boolean isOfEntity(Family family, byte[] key) {
        return switch (family) {
            case ENTITY, ENTITY_STATE, ENTITY_QUEUE, ENTITY_SENDER, ENTITY_SCHEDULED -> true;
            case INSTANCE_TIMER, GIVEN_UP -> Keys.instanceIdOf(key).startsWith("@");
            case TIMER -> Keys.timedInstanceIdOf(key).startsWith("@");
            default -> false;
        };
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
        rows.computeIfAbsent(family, f -> new TreeSet<>()).add(key);
    }

    private static void addIndexRows(Map<Family, Set<String>> indexes, byte[] key, byte[] value) {
        InstanceRecord record;
        try {
            record = InstanceRecord.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
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
        try {
            return hex(
                    Keys.timed(Keys.partitionOf(key), KeyRecord.parseFrom(value).getExpires(), key));
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
