package dev.perdure.storage.rocksdb;

import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.StoreRefusedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteOptions;

/**
 * An open RocksDB with one column family per {@link Family} and every native object that belongs to it. They are closed
 * in the reverse of the order in which they were made.
 *
 * <p>As thread-safe as RocksDB: nothing may be under way when it is closed.
 */
final class Database implements AutoCloseable {

    private static final String DEFAULT_FAMILY = "default";

    /** Files that RocksDB holds open at most. */
    private static final int OPEN_FILES_MAX = 1_000;

    /** Share of a write buffer that its bloom filter may take. */
    private static final double MEMTABLE_BLOOM_SHARE = 0.02;

    /** Values from this size on lie in files of their own kind, which a compaction does not copy. */
    private static final long BLOB_BYTES_MIN = 64 * 1024;

    /** Share of garbage from which such files are rewritten. */
    private static final double BLOB_GARBAGE_SHARE_MAX = 0.5;

    private final Deque<AutoCloseable> natives = new ArrayDeque<>();
    private final List<ColumnFamilyHandle> handles = new ArrayList<>();
    private final ColumnFamilyHandle[] handlesByNumber;
    private final RocksDB db;
    private final ReadOptions reads;
    private final WriteOptions syncedWrites;

    private Database(StoreFolder folder, RocksOptions options) throws RocksDBException {
        boolean opened = false;
        try {
            List<String> names = familyNames(folder);
            DBOptions dbOptions = keep(dbOptions(options));
            ColumnFamilyOptions familyOptions = keep(familyOptions(options));
            List<ColumnFamilyDescriptor> descriptors = names.stream()
                    .map(name -> new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.US_ASCII), familyOptions))
                    .toList();
            db = keep(RocksDB.open(dbOptions, folder.path().toString(), descriptors, handles));
            handles.forEach(this::keep);
            handlesByNumber = byNumber(handles);
            reads = keep(new ReadOptions().setVerifyChecksums(true));
            syncedWrites = keep(new WriteOptions().setSync(true));
            opened = true;
        } finally {
            if (!opened) {
                close();
            }
        }
    }

    /**
     * Opens the database in the folder, making it if there is none.
     *
     * @throws StoreRefusedException if it holds families that this version does not know
     */
    static Database open(StoreFolder folder, RocksOptions options) throws RocksDBException {
        return new Database(folder, options);
    }

    RocksDB db() {
        return db;
    }

    ColumnFamilyHandle handle(Family family) {
        return handlesByNumber[family.number()];
    }

    /** Verifies the checksum of each block read. */
    ReadOptions reads() {
        return reads;
    }

    /** Return when the write is on disk. */
    WriteOptions syncedWrites() {
        return syncedWrites;
    }

    /** Writes all buffers out to files, so that the next opening has no log to read. */
    void flush() throws RocksDBException {
        try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
            db.flush(flush, handles);
        }
    }

    @Override
    public void close() {
        while (!natives.isEmpty()) {
            try {
                natives.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("A native object of RocksDB could not be closed.", e);
            }
        }
    }

    private <T extends AutoCloseable> T keep(T object) {
        natives.push(object);
        return object;
    }

    private static ColumnFamilyHandle[] byNumber(List<ColumnFamilyHandle> handles) {
        int last = Arrays.stream(Family.values()).mapToInt(Family::number).max().orElse(0);
        ColumnFamilyHandle[] byNumber = new ColumnFamilyHandle[last + 1];
        int index = 1;
        for (Family family : Family.values()) {
            byNumber[family.number()] = handles.get(index++);
        }
        return byNumber;
    }

    /** The default family, which RocksDB demands and which stays empty, then ours in the order of {@link Family}. */
    private static List<String> familyNames(StoreFolder folder) throws RocksDBException {
        List<String> names = new ArrayList<>();
        names.add(DEFAULT_FAMILY);
        for (Family family : Family.values()) {
            names.add(name(family));
        }
        if (folder.hasDatabase()) {
            Set<String> unknown = new TreeSet<>(storedNames(folder.path()));
            names.forEach(unknown::remove);
            if (!unknown.isEmpty()) {
                throw new StoreRefusedException(
                        "The store in " + folder.path() + " holds families that this Perdure does not know ("
                                + String.join(", ", unknown) + "): use the Perdure that made it or a newer one.",
                        null);
            }
        }
        return names;
    }

    private static List<String> storedNames(Path folder) throws RocksDBException {
        try (Options options = new Options()) {
            return RocksDB.listColumnFamilies(options, folder.toString()).stream()
                    .map(name -> new String(name, StandardCharsets.UTF_8))
                    .toList();
        }
    }

    /** {@code f} and the family's number in two digits. */
    private static String name(Family family) {
        return (family.number() < 10 ? "f0" : "f") + family.number();
    }

    private static DBOptions dbOptions(RocksOptions options) {
        // The one setting without a setter: each log names its predecessor and where that ends, so that a log missing
        // or cut short before the last one is noticed.
        Properties properties = new Properties();
        properties.setProperty("track_and_verify_wals", "true");
        return Objects.requireNonNull(DBOptions.getDBOptionsFromProps(properties), "track_and_verify_wals is unknown")
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setParanoidChecks(true)
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                .setDbWriteBufferSize(options.writeBufferBytes())
                .setMaxTotalWalSize(2 * options.writeBufferBytes())
                .setMaxBackgroundJobs(2)
                .setMaxOpenFiles(OPEN_FILES_MAX)
                // A write that failed is never tried again behind our back.
                .setMaxBgErrorResumeCount(0)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(1024 * 1024)
                .setKeepLogFileNum(5)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0);
    }

    private ColumnFamilyOptions familyOptions(RocksOptions options) {
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(keep(new LRUCache(options.blockCacheBytes())))
                .setFilterPolicy(keep(new BloomFilter(10)))
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true);
        return new ColumnFamilyOptions()
                .setTableFormatConfig(table)
                .setWriteBufferSize(options.writeBufferBytes())
                // Most looks are for what is not there: a new id, a task id not used before.
                .setMemtablePrefixBloomSizeRatio(MEMTABLE_BLOOM_SHARE)
                .setMemtableWholeKeyFiltering(true)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setEnableBlobFiles(true)
                .setMinBlobSize(BLOB_BYTES_MIN)
                .setBlobCompressionType(CompressionType.LZ4_COMPRESSION)
                .setEnableBlobGarbageCollection(true)
                .setBlobGarbageCollectionForceThreshold(BLOB_GARBAGE_SHARE_MAX);
    }
}
