package dev.perdure.storage.rocksdb;

import java.nio.file.Path;

/** What an inspection of one write-ahead log or manifest found. Offsets and sizes are in bytes. */
sealed interface LogFinding {

    /** Each record is whole up to the end of the file. */
    record Whole() implements LogFinding {}

    /**
     * The last record is cut off, as by a crash: it ends with the file, or there are only zeros.
     *
     * @param at where the last whole record ends
     * @param size the size of the file
     */
    record TornTail(Path file, long at, long size) implements LogFinding {}

    /**
     * The last record is unreadable though it is not cut off. Either it was on disk once, or the machine lost power
     * while parts of it were on their way there.
     *
     * @param at where the last whole record ends
     */
    record DamagedTail(Path file, long at) implements LogFinding {}

    /**
     * An unreadable record is followed by a readable one. Each write is synced before the next begins, so the
     * unreadable one was on disk once.
     *
     * @param at where the unreadable record begins
     * @param nextWriteAt where a readable record begins
     */
    record DamagedInTheMiddle(Path file, long at, long nextWriteAt) implements LogFinding {}
}
