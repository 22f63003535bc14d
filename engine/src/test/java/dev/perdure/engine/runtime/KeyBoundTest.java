package dev.perdure.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.record.Command;
import dev.perdure.engine.record.Key;
import dev.perdure.engine.record.TerminateInstance;
import dev.perdure.engine.storage.MemoryStorage;
import dev.perdure.engine.storage.Storage;
import dev.perdure.engine.storage.StorageDump;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyBoundTest {

    @Test
    void whichKeysAreForgottenDependsOnTheCommandsAlone() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<Command> log = new ArrayList<>();
        for (int i = 0; i < 25_000; i++) {
            long time = 1_700_000_000_000_000L + i;
            log.add(Command.newBuilder()
                    .setTime(time)
                    .setTerminate(TerminateInstance.newBuilder()
                            .setInstanceId("instance-" + (random.nextInt(5) == 0 ? 1 : 2))
                            .setKey(Key.newBuilder()
                                    .setValue("key" + random.nextInt(1_000_000))
                                    .setExpires(time + random.nextInt(1_000_000_000))))
                    .build());
        }

        String inOneGo = digest(log, new Random(1), 0);
        String inPieces = digest(log, new Random(seed), 5);

        assertThat(inPieces).as("seed %d", seed).isEqualTo(inOneGo);
    }

    private static String digest(List<Command> log, Random random, int restarts) {
        MemoryStorage disk = new MemoryStorage();
        Storage end = LogReplay.run(log, () -> disk, storage -> {}, random, restarts);
        return StorageDump.digest(end);
    }
}
