package dev.perdure.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Mutation;
import dev.perdure.engine.storage.Storage;
import dev.perdure.engine.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values that lie in files of their own. */
class LargeValueTest {

    private static final int LARGE = 16 << 20;
    private static final byte[] KEY = {1, 2, 3};

    private final SplittableRandom random = new SplittableRandom(19);

    @TempDir
    Path folder;

    @Test
    void aLargeValueLiesInAFileOfItsOwnKindAndIsReadBack() throws IOException {
        byte[] value = bytes(LARGE);
        write(value);

        assertThat(StoreCopy.names(folder, ".blob")).isNotEmpty();
        try (RocksStorage storage = RocksStorage.open(folder, RocksOptions.defaults())) {
            assertThat(storage.get(Family.PAYLOAD, KEY)).isEqualTo(value);
        }
    }

    @Test
    void aDamagedLargeValueIsAnErrorNeverAWrongAnswer() throws IOException {
        write(bytes(100_000));
        String file = StoreCopy.names(folder, ".blob").getFirst();
        List<Throwable> thrown = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            StoreCopy copy = new StoreCopy(folder.resolve("../copy-" + i).normalize());
            copy.fillFrom(folder);
            byte[] damaged = copy.read(file);
            // Beyond the header, of which RocksDB reads no more than it needs.
            damaged[200 + random.nextInt(90_000)] ^= (byte) (1 << random.nextInt(8));
            copy.write(file, damaged);

            thrown.add(catchThrowable(() -> {
                try (Storage storage = copy.open()) {
                    storage.get(Family.PAYLOAD, KEY);
                }
            }));
        }
        assertThat(thrown)
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOf(StorageException.class)
                        .hasMessageContaining("restore the folder from a backup"));
    }

    private void write(byte[] value) {
        try (RocksStorage storage = RocksStorage.open(folder, RocksOptions.defaults())) {
            storage.write(List.of(new Mutation(Family.PAYLOAD, KEY, value)));
        }
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
