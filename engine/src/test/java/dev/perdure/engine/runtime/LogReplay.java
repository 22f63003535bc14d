package dev.perdure.engine.runtime;

import dev.perdure.engine.record.Command;
import dev.perdure.engine.storage.Mutation;
import dev.perdure.engine.storage.Storage;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Feeds a command log to a partition, in batches of random size, with a restart now and then. */
public final class LogReplay {

    private LogReplay() {}

    /**
     * Runs the whole log and returns the store at its end, open.
     *
     * @param open opens the store; called again after each restart
     * @param close what a restart does to the store first
     * @param restarts how often the machine is thrown away with everything that is not committed yet
     */
    public static Storage run(
            List<Command> log, Supplier<Storage> open, Consumer<Storage> close, Random random, int restarts) {
        Storage storage = open.get();
        int cache = 1 + random.nextInt(20);
        StateMachine machine = new StateMachine(storage, RandomCommands.PARTITION, RandomCommands.PARTITIONS, cache);
        ArrayDeque<List<Mutation>> sealed = new ArrayDeque<>();
        int left = restarts;
        int at = 0;
        while (at < log.size()) {
            machine.run(log.get(at++), event -> {});
            if (random.nextInt(5) == 0) {
                sealed.add(machine.seal());
            }
            while (!sealed.isEmpty() && (sealed.size() > 3 || random.nextInt(3) == 0)) {
                storage.write(sealed.removeFirst());
                machine.committed();
            }
            if (left > 0 && random.nextInt(log.size() / (restarts + 1)) == 0) {
                left--;
                sealed.clear();
                close.accept(storage);
                storage = open.get();
                machine = new StateMachine(storage, RandomCommands.PARTITION, RandomCommands.PARTITIONS, cache);
                // The log goes on behind the last command whose effects are stored.
                at = (int) machine.state().applied();
            }
        }
        sealed.add(machine.seal());
        while (!sealed.isEmpty()) {
            storage.write(sealed.removeFirst());
            machine.committed();
        }
        return storage;
    }
}
