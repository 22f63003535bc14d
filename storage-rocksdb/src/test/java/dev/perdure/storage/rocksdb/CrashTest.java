package dev.perdure.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.storage.StorageDump;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CrashTest {

    private static final int KILLS = 8;
    private static final long MEBIBYTE = 1024 * 1024;

    @Test
    @DisplayName("after each of 8 kills the store is as after the last acknowledged write, or the one under way")
    void losesNoAcknowledgedWriteAndKeepsNoHalfOne(@TempDir Path temporary) throws IOException, InterruptedException {
        Path folder = temporary.resolve("store");
        long seed = 20_261_102;
        SplittableRandom random = new SplittableRandom(seed);
        NumberedBatches batches = new NumberedBatches(seed);

        int last = 0;
        for (int kill = 1; kill <= KILLS; kill++) {
            int acknowledged = writeUntilKilled(folder, seed, 1 + random.nextInt(300));

            try (RocksStorage storage = RocksStorage.open(folder, RocksOptions.defaults())) {
                int stored = NumberedBatches.last(storage);
                assertThat(stored)
                        .as("last write stored after kill %d, seed %d", kill, seed)
                        .isBetween(acknowledged, acknowledged + 1)
                        .isGreaterThan(last);
                assertThat(StorageDump.digest(storage))
                        .as("content after kill %d, seed %d", kill, seed)
                        .isEqualTo(StorageDump.digest(batches.stateAfter(stored)));
                last = stored;
            }
        }
        assertThat(BatchWriterProcess.temporaryFiles(folder))
                .as("temporary files that the killed processes have left")
                .isEmptyDirectory();
    }

    /** Returns the last number that the process has printed, which is not before {@code count} numbers. */
    private static int writeUntilKilled(Path folder, long seed, int count) throws IOException, InterruptedException {
        int acknowledged = 0;
        // Buffers so small that logs are changed and files written all the time.
        try (BatchWriterProcess writer = BatchWriterProcess.start(List.of(), folder, seed, MEBIBYTE)) {
            for (int i = 0; i < count; i++) {
                @Nullable String line = writer.readLine();
                assertThat(line)
                        .as("line %d of the writer's output", i)
                        .isNotNull()
                        .containsOnlyDigits();
                acknowledged = Integer.parseInt(line);
            }
            writer.kill();
            for (String line = writer.readLine(); line != null; line = writer.readLine()) {
                acknowledged = Integer.parseInt(line);
            }
        }
        return acknowledged;
    }

    @Test
    @DisplayName("when the disk takes no more, the write fails, further ones are refused, and no earlier one is lost")
    void aFailedWriteIsReportedAndEndsAllWriting(@TempDir Path temporary) throws IOException, InterruptedException {
        Path folder = temporary.resolve("store");
        long seed = 3;
        int acknowledged = 0;
        String failure = null;
        // No file may grow beyond 65,536 blocks of 512 or 1,024 bytes: the write-ahead log will.
        List<String> limit = List.of("/bin/sh", "-c", "ulimit -f 65536; exec \"$@\"", "sh");
        try (BatchWriterProcess writer = BatchWriterProcess.start(limit, folder, seed, 512 * MEBIBYTE)) {
            for (String line = writer.readLine(); line != null && failure == null; ) {
                if (line.startsWith("failed")) {
                    failure = line;
                } else {
                    acknowledged = Integer.parseInt(line);
                    line = writer.readLine();
                }
            }
            assertThat(failure)
                    .isNotNull()
                    .contains(folder.toString())
                    .contains("What is on disk is unknown: the process must stop.");
            assertThat(writer.readLine()).startsWith("refused: ").contains("the process must stop");
            assertThat(writer.exitCode()).isEqualTo(3);
        }

        try (RocksStorage storage = RocksStorage.open(folder, RocksOptions.defaults())) {
            int stored = NumberedBatches.last(storage);
            assertThat(stored).isBetween(acknowledged, acknowledged + 1);
            assertThat(StorageDump.digest(storage))
                    .isEqualTo(StorageDump.digest(new NumberedBatches(seed).stateAfter(stored)));
        }
    }
}
