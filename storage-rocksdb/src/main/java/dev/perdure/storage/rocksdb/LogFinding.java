package dev.perdure.storage.rocksdb;

import java.nio.file.Path;

/** What an inspection of one write-ahead log found. */
sealed interface LogFinding {

    /** Each record is whole up to the end of the file. */
    record Whole() implements LogFinding {}

    /**
     * From {@code at} to the end nothing is readable, as when a write was cut off by a crash.
     *
     * @param at where the first unreadable record begins, in bytes
     * @param size the size of the file
     */
    record TornTail(Path file, long at, long size) implements LogFinding {}

    /**
     * An unreadable record is followed by a readable write. Each write is synced before the next begins, so the
     * unreadable one was on disk once.
     *
     * @param at where the unreadable record begins, in bytes
     * @param nextWriteAt where the readable write begins
     */
    record DamagedInTheMiddle(Path file, long at, long nextWriteAt) implements LogFinding {}
}
