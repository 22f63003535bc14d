package dev.perdure.storage.rocksdb;

/** The bounds on the memory that a {@link RocksStorage} takes outside the Java heap. Immutable. */
public final class RocksOptions {

    private static final long MEBIBYTE = 1024L * 1024;
    private static final RocksOptions DEFAULTS = new RocksOptions(256 * MEBIBYTE, 64 * MEBIBYTE);

    private final long blockCacheBytes;
    private final long writeBufferBytes;

    private RocksOptions(long blockCacheBytes, long writeBufferBytes) {
        this.blockCacheBytes = requireRange("blockCacheBytes", blockCacheBytes);
        this.writeBufferBytes = requireRange("writeBufferBytes", writeBufferBytes);
    }

    /** 256 MiB of block cache, 64 MiB of write buffers. */
    public static RocksOptions defaults() {
        return DEFAULTS;
    }

    /**
     * These options with another size of the cache of blocks read, which also holds indexes and filters.
     *
     * @throws IllegalArgumentException unless from 1 MiB to 1 TiB
     */
    public RocksOptions withBlockCacheBytes(long bytes) {
        return new RocksOptions(bytes, writeBufferBytes);
    }

    /**
     * These options with another size of the write buffers, all families together: at about this many bytes the
     * largest is written out to a file. The write-ahead log stays below about twice as many.
     *
     * @throws IllegalArgumentException unless from 1 MiB to 1 TiB
     */
    public RocksOptions withWriteBufferBytes(long bytes) {
        return new RocksOptions(blockCacheBytes, bytes);
    }

    /** Size of the cache of blocks read. */
    public long blockCacheBytes() {
        return blockCacheBytes;
    }

    /** Size of the write buffers of all families together. */
    public long writeBufferBytes() {
        return writeBufferBytes;
    }

    private static long requireRange(String name, long bytes) {
        if (bytes < MEBIBYTE || bytes > 1024 * 1024 * MEBIBYTE) {
            throw new IllegalArgumentException(name + " must be from 1 MiB to 1 TiB, not " + bytes + " bytes.");
        }
        return bytes;
    }
}
