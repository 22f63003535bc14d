package dev.perdure.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.record.Command;
import dev.perdure.engine.runtime.LogReplay;
import dev.perdure.engine.runtime.RandomCommands;
import dev.perdure.engine.runtime.StoreInvariants;
import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NothingLeftOverOnDiskTest {

    @Test
    void indexesFitTheInstancesAndNothingRemainsOfPurgedOnes(@TempDir Path folder) {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        List<Command> log = new ArrayList<>(new RandomCommands(seed).log(3_000));
        List<Command> removal;

        try (Storage storage = run(log, folder.resolve("a"), seed)) {
            StoreInvariants.check(storage);
            removal = StoreInvariants.removeEverything(storage, log.getLast().getTime());
            assertThat(removal).hasSizeGreaterThan(5);
        }
        log.addAll(removal);
        try (Storage storage = run(log, folder.resolve("b"), seed)) {
            StoreInvariants.check(storage);
            assertThat(StoreInvariants.familiesInUse(storage)).isSubsetOf(Family.META, Family.NAME, Family.OUTBOX);
        }
    }

    private static Storage run(List<Command> log, Path folder, long seed) {
        return LogReplay.run(
                log, () -> RocksStorage.open(folder, RocksOptions.defaults()), Storage::close, new Random(seed), 2);
    }
}
