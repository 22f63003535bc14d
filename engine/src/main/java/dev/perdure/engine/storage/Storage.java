package dev.perdure.engine.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ordered, durable map per {@link Family}. Keys compare as unsigned bytes.
 *
 * <p>Thread-safe: reads from any platform thread; {@link #write} from one thread at a time.
 */
public interface Storage extends AutoCloseable {

    /** The value under {@code key}, or null. */
    byte @Nullable [] get(Family family, byte[] key);

    /**
     * Visits the entries with {@code from <= key < to} in ascending order until the visitor returns false, as of one
     * moment.
     */
    void scan(Family family, byte[] from, byte[] to, Visitor visitor);

    /**
     * Applies all mutations in order, atomically, and returns when they are on disk and will survive a crash of process
     * or machine.
     *
     * @throws StorageException if that is not certain. The caller must then stop: what is on disk is unknown.
     */
    void write(List<Mutation> mutations);

    /** Flushes and closes. Idempotent. No read or write may be under way. */
    @Override
    void close();

    /** Receives the entries of a scan. */
    @FunctionalInterface
    interface Visitor {
        /** Returns whether to go on. */
        boolean visit(byte[] key, byte[] value);
    }
}
