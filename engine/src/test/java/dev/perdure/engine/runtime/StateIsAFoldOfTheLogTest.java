package dev.perdure.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.record.Command;
import dev.perdure.engine.storage.MemoryStorage;
import dev.perdure.engine.storage.Storage;
import dev.perdure.engine.storage.StorageDump;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever the batches, the cache and the restarts: the same commands give the same state. */
class StateIsAFoldOfTheLogTest {

    private static final int LENGTH = 600;

    @Test
    void givesTheSameStateForAnyBatchesCachesAndRestarts() throws IOException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random seeds = new Random(seed);
        for (int round = 0; round < 30; round++) {
            List<Command> log = new RandomCommands(seeds.nextLong()).log(LENGTH);

            String inOneGo = replay(log, new Random(1), 0);
            String inPieces = replay(log, new Random(seeds.nextLong()), 3);

            assertThat(inPieces).as("seed %d, round %d", seed, round).isEqualTo(inOneGo);
        }
    }

    @Test
    void exercisesEveryKindOfCommand() {
        Set<Command.KindCase> seen = EnumSet.noneOf(Command.KindCase.class);

        new RandomCommands(1).log(5_000).forEach(command -> seen.add(command.getKindCase()));

        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.of(Command.KindCase.KIND_NOT_SET)));
    }

    private static String replay(List<Command> log, Random random, int restarts) throws IOException {
        MemoryStorage disk = new MemoryStorage();
        Storage end = LogReplay.run(log, () -> disk, storage -> {}, random, restarts);
        StringBuilder dump = new StringBuilder();
        StorageDump.write(end, dump);
        return dump.toString();
    }
}
