package dev.perdure.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.record.Command;
import dev.perdure.engine.runtime.RandomCommands;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State is a fold of the command log, in whichever process, in whichever batches, with restarts or without. */
class CommandLogReplayTest {

    private static final int COMMANDS = 3_000;

    @Test
    void twoProcessesWithOtherBatchesAndRestartsEndWithTheSameStore(@TempDir Path folder) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Path log = folder.resolve("commands");
        write(log, new RandomCommands(seed).log(COMMANDS));

        Process straight = CommandLogReplayProcess.start(log, folder.resolve("a"), folder.resolve("a.dump"), 1, 0);
        Process broken =
                CommandLogReplayProcess.start(log, folder.resolve("b"), folder.resolve("b.dump"), seed ^ 0x5eed, 4);

        assertThat(exitCode(straight)).isZero();
        assertThat(exitCode(broken)).isZero();
        assertThat(folder.resolve("a.dump")).as("seed %d", seed).hasSameTextualContentAs(folder.resolve("b.dump"));
        assertThat(Files.readAllLines(folder.resolve("a.dump"))).hasSizeGreaterThan(50);
    }

    private static void write(Path file, List<Command> log) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (Command command : log) {
                command.writeDelimitedTo(out);
            }
        }
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
