package dev.perdure.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.engine.storage.Storage;
import dev.perdure.engine.storage.StorageDump;
import dev.perdure.engine.storage.StorageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies made while writes go on. */
class CopyOfAnOpenStoreTest {

    private static final RocksOptions SMALL = RocksOptions.defaults().withWriteBufferBytes(1024 * 1024);

    @TempDir
    private Path folder;

    @Test
    void isTheStateAfterAWriteThatWasUnderWayBetweenItsBeginAndItsEnd() throws InterruptedException {
        long seed = new Random().nextInt(Integer.MAX_VALUE);
        NumberedBatches batches = new NumberedBatches(seed);
        AtomicInteger written = new AtomicInteger();
        AtomicBoolean stop = new AtomicBoolean();
        try (RocksStorage storage = RocksStorage.open(folder.resolve("store"), SMALL)) {
            Thread writer = Thread.ofPlatform().start(() -> {
                while (!stop.get()) {
                    storage.write(batches.batch(written.get() + 1));
                    written.incrementAndGet();
                }
            });
            try {
                for (int copy = 1; copy <= 3; copy++) {
                    int before = written.get();
                    Path target = folder.resolve("copy-" + copy);

                    storage.copyTo(target);

                    int after = written.get() + 1;
                    try (Storage opened = RocksStorage.open(target, SMALL)) {
                        int last = NumberedBatches.last(opened);
                        assertThat(last).as("seed %d", seed).isBetween(before, after);
                        assertThat(StorageDump.digest(opened))
                                .as("seed %d, %d writes", seed, last)
                                .isEqualTo(StorageDump.digest(batches.stateAfter(last)));
                    }
                }
            } finally {
                stop.set(true);
                writer.join();
            }
        }
    }

    @Test
    void isNotChangedByWhatTheStoreDoesLater() throws InterruptedException {
        NumberedBatches batches = new NumberedBatches(7);
        Path target = folder.resolve("copy");
        try (RocksStorage storage = RocksStorage.open(folder.resolve("store"), SMALL)) {
            for (int number = 1; number <= 50; number++) {
                storage.write(batches.batch(number));
            }
            storage.copyTo(target);
            for (int number = 51; number <= 300; number++) {
                storage.write(batches.batch(number));
            }
        }

        try (Storage opened = RocksStorage.open(target, SMALL)) {
            assertThat(StorageDump.digest(opened)).isEqualTo(StorageDump.digest(batches.stateAfter(50)));
        }
    }

    @Test
    void takesNoFolderThatIsThere() throws Exception {
        Files.createDirectories(folder.resolve("copy"));
        try (RocksStorage storage = RocksStorage.open(folder.resolve("store"), SMALL)) {
            assertThatThrownBy(() -> storage.copyTo(folder.resolve("copy")))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("does not exist");
            assertThatThrownBy(() -> storage.copyTo(folder.resolve("none/copy")))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("could not be copied");
        }
    }

    @Test
    void knowsWhetherAStoreIsInUse() {
        Path store = folder.resolve("store");
        assertThat(RocksStorage.isInUse(store)).isFalse();
        try (RocksStorage storage = RocksStorage.open(store, SMALL)) {
            assertThat(RocksStorage.isInUse(store)).isTrue();
            storage.write(new NumberedBatches(1).batch(1));
        }
        assertThat(RocksStorage.isInUse(store)).isFalse();
    }
}
