package dev.perdure.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.record.Command;
import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.MemoryStorage;
import dev.perdure.engine.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** After starts, replacements, ends, continuations and purges in any order, every row belongs to something. */
class NothingLeftOverTest {

    @Test
    void everyRowBelongsToAnInstanceAndEveryInstanceHasItsRows() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        check(seed);
    }

    @Test
    void anEntityThatIsRemovedLeavesNoTimerOfAnotherTry() {
        check(60015358181243L);
        check(60015739568123L);
    }

    private static void check(long seed) {
        Random seeds = new Random(seed);
        for (int round = 0; round < 30; round++) {
            List<Command> log = new RandomCommands(seeds.nextLong()).log(400);

            StoreInvariants.check(run(log, seeds.nextLong()));
        }
    }

    @Test
    void aStoreWithoutInstancesIsEmptyAgain() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        List<Command> log = new ArrayList<>(new RandomCommands(seed).log(2_000));
        Storage before = run(log, seed);
        assertThat(StoreInvariants.familiesInUse(before)).contains(Family.INSTANCE, Family.KEY, Family.NAME_INDEX);

        log.addAll(StoreInvariants.removeEverything(before, log.getLast().getTime()));

        assertThat(StoreInvariants.familiesInUse(run(log, seed))).isSubsetOf(Family.META, Family.NAME, Family.OUTBOX);
    }

    private static Storage run(List<Command> log, long seed) {
        MemoryStorage disk = new MemoryStorage();
        return LogReplay.run(log, () -> disk, storage -> {}, new Random(seed), 2);
    }
}
