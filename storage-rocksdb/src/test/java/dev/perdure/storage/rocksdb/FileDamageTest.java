package dev.perdure.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.perdure.engine.storage.Storage;
import dev.perdure.engine.storage.StorageDump;
import dev.perdure.engine.storage.StorageException;
import dev.perdure.engine.storage.StoreRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The files beside the logs are damaged: what a store then says must be the truth or an error. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FileDamageTest {

    private static final Logger LOG = Logger.getLogger(RocksStorage.class.getPackageName());

    private final Path original;
    private final StoreCopy copy;
    private final String digest;

    @BeforeAll
    static void keepOrdinaryMessagesOutOfTheOutput() {
        LOG.setLevel(Level.WARNING);
    }

    FileDamageTest(@TempDir Path temporary) {
        original = temporary.resolve("original");
        copy = new StoreCopy(temporary.resolve("copy"));
        NumberedBatches batches = new NumberedBatches(17);
        try (RocksStorage storage = RocksStorage.open(original, RocksOptions.defaults())) {
            for (int number = 1; number <= 100; number++) {
                storage.write(batches.batch(number));
            }
            digest = StorageDump.digest(storage);
        }
    }

    @Test
    void aDamagedTableNeverGivesAWrongAnswer() throws IOException {
        long seed = 18;
        SplittableRandom random = new SplittableRandom(seed);
        List<String> tables = StoreCopy.names(original, ".sst");
        assertThat(tables).hasSizeGreaterThan(3);
        int failed = 0;
        for (int i = 0; i < 60; i++) {
            copy.fillFrom(original);
            String table = tables.get(random.nextInt(tables.size()));
            byte[] bytes = copy.read(table);
            int at = random.nextInt(bytes.length);
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            copy.write(table, bytes);

            Throwable thrown = catchThrowable(() -> {
                try (Storage storage = copy.open()) {
                    assertThat(StorageDump.digest(storage)).isEqualTo(digest);
                }
            });
            if (thrown != null) {
                assertThat(thrown)
                        .as("%s damaged at byte %d, seed %d", table, at, seed)
                        .isInstanceOf(StorageException.class)
                        .hasMessageContaining(copy.folder().toString())
                        .hasMessageContaining("restore the folder from a backup");
                failed++;
            }
        }
        // The rest hit parts that a scan does not read, such as filters.
        assertThat(failed).isGreaterThan(40);
    }

    @Test
    void aMissingOrShortTableIsRefused() throws IOException {
        for (String table : StoreCopy.names(original, ".sst")) {
            copy.fillFrom(original);
            copy.delete(table);
            assertRefused(table);

            copy.fillFrom(original);
            byte[] bytes = copy.read(table);
            copy.write(table, Arrays.copyOf(bytes, bytes.length - 1));
            assertRefused(table);
        }
    }

    @Test
    void aDamagedManifestIsRefusedOrWithoutEffect() throws IOException {
        String manifest = manifest();
        int size = Math.toIntExact(Files.size(original.resolve(manifest)));
        int refused = 0;
        int tried = 0;
        for (int bit = 0; bit < 8 * size; bit += bit < 8 * size - 200 ? 21 : 1) {
            copy.fillFrom(original);
            byte[] bytes = copy.read(manifest);
            bytes[bit / 8] ^= (byte) (1 << (bit % 8));
            copy.write(manifest, bytes);

            Throwable thrown = catchThrowable(() -> {
                try (Storage storage = copy.open()) {
                    assertThat(StorageDump.digest(storage)).isEqualTo(digest);
                }
            });
            if (thrown != null) {
                assertThat(thrown).as("bit %d", bit).isInstanceOf(StoreRefusedException.class);
                refused++;
            }
            tried++;
        }
        assertThat(refused).isGreaterThan(tried - 30);
    }

    @Test
    void aMissingManifestIsRefused() throws IOException {
        copy.fillFrom(original);
        copy.delete(manifest());

        assertRefused("");
    }

    @Test
    void aMissingOrSenselessCurrentFileIsRefusedAndNothingRemoved() throws IOException {
        copy.fillFrom(original);
        List<String> before = StoreCopy.names(original, ".sst");
        copy.delete("CURRENT");

        assertThatThrownBy(copy::open)
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("its file CURRENT is missing");
        assertThat(StoreCopy.names(copy.folder(), ".sst")).isEqualTo(before);

        copy.write("CURRENT", new byte[0]);
        assertRefused("");
        assertThat(StoreCopy.names(copy.folder(), ".sst")).isEqualTo(before);
    }

    private String manifest() throws IOException {
        return StoreCopy.names(original, "").stream()
                .filter(name -> name.startsWith("MANIFEST"))
                .findFirst()
                .orElseThrow();
    }

    private void assertRefused(String file) {
        assertThatThrownBy(() -> copy.open().close())
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining(copy.folder().toString())
                .hasMessageContaining(file)
                .hasMessageContaining("restore the folder from a backup");
    }
}
