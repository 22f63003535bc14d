package dev.perdure.simulator.check;

import dev.perdure.engine.CommandRecorder;
import dev.perdure.engine.record.Command;
import dev.perdure.engine.record.PartitionRecord;
import dev.perdure.engine.runtime.Decider;
import dev.perdure.engine.runtime.StateMachine;
import dev.perdure.engine.state.Keys;
import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Mutation;
import dev.perdure.simulator.report.Invariant;
import dev.perdure.simulator.report.Violation;
import dev.perdure.simulator.world.ModelDisk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * The log of the commands of every partition, folded by itself into a second store, which must be equal to the first
 * whatever has happened to that. Confined to one thread.
 */
public final class Fold implements CommandRecorder {

    private static final int CACHED = 1_000;

    private final int partitions;
    private final Decider decider;
    private final ModelDisk copy = new ModelDisk();
    private final List<List<Command>> logs = new ArrayList<>();
    /** How many commands of each log are folded and dropped. */
    private final long[] folded;

    /** @param decider as in the engine that is checked */
    public Fold(int partitions, Decider decider) {
        this.partitions = partitions;
        this.decider = decider;
        this.folded = new long[partitions];
        for (int i = 0; i < partitions; i++) {
            logs.add(new ArrayList<>());
        }
    }

    @Override
    public void record(int partition, Command command) {
        logs.get(partition).add(command);
    }

    /** The process has ended: commands that did not become durable never were. */
    public void cut(ModelDisk disk) {
        for (int i = 0; i < partitions; i++) {
            List<Command> log = logs.get(i);
            long durable = applied(disk, i) - folded[i];
            if (durable < log.size()) {
                log.subList(Math.toIntExact(durable), log.size()).clear();
            }
        }
    }

    /** Folds what has become durable, and compares. */
    public void check(ModelDisk disk) {
        for (int i = 0; i < partitions; i++) {
            advance(i, applied(disk, i));
        }
        byte[] store = disk.get(Family.META, Keys.store());
        if (store != null) {
            copy.write(List.of(new Mutation(Family.META, Keys.store(), store)));
        }
        for (Family family : Family.values()) {
            compare(family, disk.entries(family), copy.entries(family));
        }
    }

    private static long applied(ModelDisk disk, int partition) {
        byte[] record = disk.get(Family.META, Keys.partitionRecord(partition));
        return record == null
                ? 0
                : StoreWatcher.parsed(() -> PartitionRecord.parseFrom(record)).getApplied();
    }

    private void advance(int partition, long applied) {
        List<Command> log = logs.get(partition);
        int count = Math.toIntExact(applied - folded[partition]);
        if (count > log.size()) {
            throw new Violation(
                    Invariant.RECOVER_EQUALS,
                    "",
                    "Partition " + partition + " says it has applied " + applied + " commands; it was given "
                            + (folded[partition] + log.size()) + ".");
        }
        if (count > 0) {
            StateMachine machine = new StateMachine(copy, partition, partitions, CACHED, decider);
            log.subList(0, count).forEach(command -> machine.run(command, event -> {}));
            copy.write(machine.seal());
            log.subList(0, count).clear();
            folded[partition] = applied;
        }
    }

    private static void compare(
            Family family, NavigableMap<byte[], byte[]> actual, NavigableMap<byte[], byte[]> wanted) {
        Iterator<Map.Entry<byte[], byte[]>> first = actual.entrySet().iterator();
        Iterator<Map.Entry<byte[], byte[]>> second = wanted.entrySet().iterator();
        while (first.hasNext() || second.hasNext()) {
            Map.Entry<byte[], byte[]> a = first.hasNext() ? first.next() : null;
            Map.Entry<byte[], byte[]> w = second.hasNext() ? second.next() : null;
            boolean same = a != null
                    && w != null
                    && Arrays.equals(a.getKey(), w.getKey())
                    && Arrays.equals(a.getValue(), w.getValue());
            if (!same) {
                byte[] key = a != null ? a.getKey() : w == null ? new byte[0] : w.getKey();
                throw new Violation(
                        Invariant.RECOVER_EQUALS,
                        "",
                        "The store is not the fold of its commands: " + family + ", near the key "
                                + HexFormat.of().formatHex(key) + ".");
            }
        }
    }
}
