package dev.perdure.host;

import dev.perdure.engine.EngineOptions;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.storage.StorageException;
import dev.perdure.host.backup.BackupRequests;
import dev.perdure.storage.rocksdb.RocksOptions;
import dev.perdure.storage.rocksdb.RocksStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;

/** A store and the engine over it, opened and closed together. */
record OpenHub(RocksStorage storage, TaskHubEngine engine, BackupRequests backups) implements AutoCloseable {

    /**
     * Opens the hub in {@code data}, made if it is missing.
     *
     * @throws UserErrorException if the folder is in use, read-only, or not a store of this version
     */
    static OpenHub open(Path data, EngineOptions options) {
        return open(data, options, RocksOptions.defaults());
    }

    /** Opens it with other sizes of the store's memory. */
    static OpenHub open(Path data, EngineOptions options, RocksOptions memory) {
        if (Files.exists(data) && !Files.isDirectory(data)) {
            throw new UserErrorException("The data folder " + data + " is not a folder; choose another with --data.");
        }
        RocksStorage storage;
        try {
            storage = RocksStorage.open(data, memory);
        } catch (StorageException e) {
            throw new UserErrorException(String.valueOf(e.getMessage()), e);
        }
        try {
            TaskHubEngine engine = TaskHubEngine.open(storage, options, InstantSource.system(), new SecureRandom());
            return new OpenHub(storage, engine, BackupRequests.answer(data, storage));
        } catch (StorageException e) {
            storage.close();
            throw new UserErrorException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            storage.close();
            throw e;
        }
    }

    /** Lets what was accepted become durable, then closes the store. */
    @Override
    public void close() {
        try (backups) {
            engine.close();
        } finally {
            storage.close();
        }
    }
}
