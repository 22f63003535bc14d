package dev.perdure.storage.rocksdb;

import dev.perdure.engine.storage.Storage;
import dev.perdure.engine.storage.StorageConformance;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RocksStorageConformanceTest extends StorageConformance {

    private final Path folder;

    RocksStorageConformanceTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Override
    protected Storage open() {
        return RocksStorage.open(folder, RocksOptions.defaults());
    }

    @Override
    protected Storage reopen(Storage closed) {
        return open();
    }
}
