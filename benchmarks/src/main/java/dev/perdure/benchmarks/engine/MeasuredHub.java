package dev.perdure.benchmarks.engine;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A hub with a worker that serves {@link Programs}. Thread-safe. */
interface MeasuredHub extends AutoCloseable {

    /** Starts an instance and completes when it has ended as Completed; fails if it cannot, or ends otherwise. */
    CompletableFuture<Void> run(String orchestrator, String input);

    /** Begins a stretch of work; the supplier ends it. One at a time. */
    Supplier<Usage> measure();

    /** Everything that takes part, whoever makes the load included. */
    List<ProcessHandle> processes();

    @Override
    void close();

    /**
     * What a stretch of work cost. Immutable.
     *
     * @param cpuMicros of all processes that took part, whoever makes the load included
     * @param syncs synced writes
     * @param syncMillis time of one of them: the median, or the mean where the host says no more
     * @param bytes written; not a number if unknown
     */
    record Usage(double cpuMicros, double syncs, double syncMillis, double bytes) {}
}
