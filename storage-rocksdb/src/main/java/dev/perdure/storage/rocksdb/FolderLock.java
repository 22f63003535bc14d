package dev.perdure.storage.rocksdb;

import dev.perdure.engine.storage.StoreRefusedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The sole right to a folder, against other processes and within this one. It ends with {@link #close} or with the
 * process. Needed before RocksDB takes its own lock, because the logs are inspected before RocksDB opens them.
 *
 * <p>Thread-safe.
 */
final class FolderLock implements AutoCloseable {

    static final String LOCK_FILE = "owner.lock";
    static final String PID_FILE = "owner.pid";

    /**
     * Folders locked by this process. Asked first: to open and close a locked file a second time would release the
     * operating system's lock of the first.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * @throws StoreRefusedException if another process, or another store in this one, holds the folder
     * @throws IOException if the lock file cannot be made
     */
    static FolderLock take(Path folder) throws IOException {
        Path real = folder.toRealPath();
        if (!HELD.add(real)) {
            throw new StoreRefusedException("The store in " + folder + " is already open in this process.", null);
        }
        FileChannel channel = null;
        boolean taken = false;
        try {
            channel = FileChannel.open(
                    real.resolve(LOCK_FILE),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            @Nullable FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new StoreRefusedException(
                        "The store in " + folder + " is in use by another process" + owner(real)
                                + ": stop that one or use another folder.",
                        null);
            }
            Files.writeString(real.resolve(PID_FILE), ProcessHandle.current().pid() + "\n");
            taken = true;
            return new FolderLock(real, channel);
        } finally {
            if (!taken) {
                if (channel != null) {
                    channel.close();
                }
                HELD.remove(real);
            }
        }
    }

    /** Whether this process or another holds the folder. */
    static boolean isHeld(Path folder) throws IOException {
        Path file = folder.resolve(LOCK_FILE);
        if (!Files.exists(file)) {
            return false;
        }
        if (HELD.contains(folder.toRealPath())) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            @Nullable FileLock lock = channel.tryLock();
            return lock == null;
        }
    }

    /** Gives the folder free. Idempotent. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            Files.deleteIfExists(folder.resolve(PID_FILE));
            channel.close();
            HELD.remove(folder);
        }
    }

    private static String owner(Path folder) {
        try {
            return " (pid "
                    + Long.parseLong(Files.readString(folder.resolve(PID_FILE)).strip()) + ")";
        } catch (IOException | NumberFormatException e) {
            return "";
        }
    }
}
