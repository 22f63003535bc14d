package dev.perdure.storage.rocksdb;

import dev.perdure.engine.storage.StoreRefusedException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;

/**
 * The native library of RocksDB, which comes in its jar and is copied to a temporary file to be loaded. Left to itself,
 * RocksDB removes that file (17 MB) only when the JVM ends in good order, so that each killed process would leave one
 * behind; here it goes as soon as it is loaded.
 *
 * <p>Thread-safe.
 */
final class NativeLibrary {

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static boolean loaded;

    private NativeLibrary() {}

    /**
     * Loads the library unless it is loaded. To be called before any other class of RocksDB is used.
     *
     * @throws StoreRefusedException if there is none for this machine, or if it cannot be copied or executed
     */
    static void load() {
        LOCK.lock();
        try {
            if (!loaded) {
                loadFromTemporaryFile();
                RocksDB.loadLibrary();
                loaded = true;
            }
        } catch (IOException | LinkageError | RuntimeException e) {
            throw new StoreRefusedException(
                    "The native library of RocksDB cannot be loaded (" + e
                            + "): the folder for temporary files must be writable and allow execution; another one is"
                            + " chosen with -Djava.io.tmpdir=FOLDER.",
                    e);
        } finally {
            LOCK.unlock();
        }
    }

    private static void loadFromTemporaryFile() throws IOException {
        Path folder = Files.createTempDirectory("perdure-rocksdb");
        try {
            NativeLibraryLoader.getInstance().loadLibrary(folder.toString());
        } finally {
            // The loaded library needs its file no more.
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }
}
