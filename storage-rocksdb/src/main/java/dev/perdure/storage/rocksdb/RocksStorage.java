package dev.perdure.storage.rocksdb;

import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Mutation;
import dev.perdure.engine.storage.Storage;
import dev.perdure.engine.storage.StorageException;
import dev.perdure.engine.storage.StoreRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in one folder of a local disk, on RocksDB. The folder belongs to one process at a time.
 *
 * <p>A write is one batch and one sync of the write-ahead log. After a crash the last write may be found torn: it was
 * never acknowledged and is dropped. Anything else that is missing or damaged is refused, at opening or when it is
 * read; nothing is ever skipped. One kind of damage cannot be told from a crash: a log whose end is cut off or
 * unreadable up to the last byte.
 *
 * <p>Thread-safe; {@link #write} from one thread at a time. Call it from platform threads only: a call into RocksDB
 * would hold the carrier of a virtual thread.
 */
public final class RocksStorage implements Storage {

    private static final Logger LOG = LoggerFactory.getLogger(RocksStorage.class);

    private final StoreFolder folder;
    private final Database database;

    /** Shared by reads and writes, exclusive to close: a native object is never used after it was freed. */
    private final ReentrantReadWriteLock useLock = new ReentrantReadWriteLock();

    private volatile boolean closed;
    private volatile boolean writeFailed;

    private RocksStorage(StoreFolder folder, Database database) {
        this.folder = folder;
        this.database = database;
    }

    /**
     * Opens the store in {@code folder}, making folder and store if they are not there.
     *
     * @throws StoreRefusedException if the folder is in use, read-only or not a store, if the store has another format
     *     or is damaged, or if RocksDB does not run on this machine. Its message is one or two sentences for the user.
     */
    public static RocksStorage open(Path folder, RocksOptions options) {
        NativeLibrary.load();
        StoreFolder storeFolder = StoreFolder.open(folder);
        boolean opened = false;
        try {
            LogFindings logs = LogFindings.of(storeFolder);
            logs.refuseDamage();
            Database database = openDatabase(storeFolder, options, logs);
            opened = true;
            logs.reportTornTail();
            return new RocksStorage(storeFolder, database);
        } finally {
            if (!opened) {
                release(storeFolder);
            }
        }
    }

    private static Database openDatabase(StoreFolder folder, RocksOptions options, LogFindings logs) {
        try {
            return Database.open(folder, options);
        } catch (RocksDBException e) {
            throw new StoreRefusedException(logs.explain(e), e);
        }
    }

    @Override
    public byte @Nullable [] get(Family family, byte[] key) {
        useLock.readLock().lock();
        try {
            requireOpen();
            return database.db().get(database.handle(family), database.reads(), key);
        } catch (RocksDBException e) {
            throw failedRead(family, e);
        } finally {
            useLock.readLock().unlock();
        }
    }

    @Override
    public void scan(Family family, byte[] from, byte[] to, Visitor visitor) {
        useLock.readLock().lock();
        try {
            requireOpen();
            if (Arrays.compareUnsigned(from, to) < 0) {
                scanRange(family, from, to, visitor);
            }
        } catch (RocksDBException e) {
            throw failedRead(family, e);
        } finally {
            useLock.readLock().unlock();
        }
    }

    private void scanRange(Family family, byte[] from, byte[] to, Visitor visitor) throws RocksDBException {
        try (Slice end = new Slice(to);
                ReadOptions reads = new ReadOptions(database.reads()).setIterateUpperBound(end);
                RocksIterator entries = database.db().newIterator(database.handle(family), reads)) {
            entries.seek(from);
            while (entries.isValid() && visitor.visit(entries.key(), entries.value())) {
                entries.next();
            }
            // An iterator that met damage is merely no longer valid: only its status says so.
            entries.status();
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>After a write has failed, every further one fails too.
     */
    @Override
    public void write(List<Mutation> mutations) {
        useLock.readLock().lock();
        try {
            requireOpen();
            if (writeFailed) {
                throw new StorageException(
                        "An earlier write to the store in " + folder.path()
                                + " failed, so none is taken any more: the process must stop.",
                        null);
            }
            if (!mutations.isEmpty()) {
                writeBatch(mutations);
            }
        } catch (RocksDBException e) {
            writeFailed = true;
            throw new StorageException(
                    "A write to the store in " + folder.path() + " failed (" + e.getMessage()
                            + "). What is on disk is unknown: the process must stop. Check disk space and the disk's"
                            + " health, then start again.",
                    e);
        } finally {
            useLock.readLock().unlock();
        }
    }

    private void writeBatch(List<Mutation> mutations) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            for (Mutation mutation : mutations) {
                ColumnFamilyHandle handle = database.handle(mutation.family());
                byte[] value = mutation.value();
                if (value == null) {
                    batch.delete(handle, mutation.key());
                } else {
                    batch.put(handle, mutation.key(), value);
                }
            }
            database.db().write(database.syncedWrites(), batch);
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Waits for the reads and the write under way; a read or write that comes later throws
     * {@link IllegalStateException}.
     *
     * @throws IllegalStateException if called by the visitor of a scan
     */
    @Override
    public void close() {
        if (useLock.getReadHoldCount() > 0) {
            throw new IllegalStateException("The visitor of a scan must not close the store.");
        }
        useLock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                flush();
                database.close();
                release(folder);
            }
        } finally {
            useLock.writeLock().unlock();
        }
    }

    /**
     * Makes a consistent copy of the store, as of one moment between the call and its return, while reads and writes go
     * on. On the same disk the tables are shared by hard links, which is quick and takes little room; on another they are
     * copied. The copy appears under its name only when it is whole and on disk.
     *
     * @param target a folder that is not there; the one it lies in is
     * @throws StorageException if the copy cannot be made; a part of it may be left in {@code target} with the suffix
     *     {@code .partial}
     */
    public void copyTo(Path target) {
        Path partial = target.resolveSibling(target.getFileName() + ".partial");
        useLock.readLock().lock();
        try {
            requireOpen();
            if (Files.exists(target) || Files.exists(partial)) {
                throw new StorageException(
                        "There is a " + (Files.exists(target) ? target : partial)
                                + " already: name a folder that does not exist, or remove it.",
                        null);
            }
            try (Checkpoint checkpoint = Checkpoint.create(database.db())) {
                checkpoint.createCheckpoint(partial.toString());
            }
            StoreFolder.writeFormat(partial);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            StoreFolder.sync(target.toAbsolutePath().resolveSibling(".").normalize());
        } catch (RocksDBException | IOException e) {
            throw new StorageException(
                    "The store in " + folder.path() + " could not be copied to " + target + " (" + e.getMessage()
                            + "): check that the folder it lies in exists, may be written, and has room.",
                    e);
        } finally {
            useLock.readLock().unlock();
        }
    }

    /** Whether a process, this one or another, has the store in {@code folder} open. False if there is no store. */
    public static boolean isInUse(Path folder) {
        try {
            return FolderLock.isHeld(folder);
        } catch (IOException e) {
            throw new StorageException("The folder " + folder + " cannot be read (" + e + ").", e);
        }
    }

    private void flush() {
        if (writeFailed) {
            return;
        }
        try {
            database.flush();
        } catch (RocksDBException e) {
            LOG.warn(
                    "The buffers of the store in {} could not be written out at closing ({}). Nothing is lost: the log"
                            + " has it all.",
                    folder.path(),
                    e.getMessage());
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The store in " + folder.path() + " is closed.");
        }
    }

    private StorageException failedRead(Family family, RocksDBException e) {
        return new StorageException(
                "The store in " + folder.path() + " could not be read, family " + family + " (" + e.getMessage()
                        + "). Stop the process; if the message speaks of corruption or a checksum, restore the folder"
                        + " from a backup.",
                e);
    }

    private static void release(StoreFolder folder) {
        try {
            folder.close();
        } catch (IOException e) {
            LOG.warn("The lock of the folder {} could not be released ({}).", folder.path(), e.toString());
        }
    }
}
