package dev.perdure.engine.runtime;

import dev.perdure.engine.EngineStoppedException;
import dev.perdure.engine.storage.Mutation;
import dev.perdure.engine.storage.Storage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: writes everything that all partitions have handed over in one synced write, and only then lets the
 * effects out. While it writes, the partitions go on with what follows.
 *
 * <p>A failed write stops the engine: there is no second try, as nobody knows what reached the disk.
 *
 * <p>{@link #submit} is thread-safe; {@link #run} is the body of one platform thread. Bounded: each partition may have
 * only a few batches under way.
 */
final class Committer implements Runnable {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final ArrayDeque<CommitBatch> waiting = new ArrayDeque<>();
    private final Storage storage;
    private final Consumer<Throwable> onFailure;
    private final LongAdder commits = new LongAdder();
    private final LongAdder writeNanos = new LongAdder();
    private boolean closed;
    private @Nullable EngineStoppedException stopped;

    Committer(Storage storage, Consumer<Throwable> onFailure) {
        this.storage = storage;
        this.onFailure = onFailure;
    }

    void submit(CommitBatch batch) {
        EngineStoppedException cause;
        lock.lock();
        try {
            cause = stopped;
            if (cause == null) {
                waiting.addLast(batch);
                filled.signal();
            }
        } finally {
            lock.unlock();
        }
        if (cause != null) {
            fail(batch, cause);
        }
    }

    /** Ends {@link #run} once everything submitted is committed. */
    void close() {
        lock.lock();
        try {
            closed = true;
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    long commits() {
        return commits.sum();
    }

    long writeNanos() {
        return writeNanos.sum();
    }

    @Override
    public void run() {
        List<CommitBatch> group = new ArrayList<>();
        try {
            while (take(group)) {
                commit(group);
                group.clear();
            }
        } catch (Throwable cause) {
            stop(group, cause);
        }
    }

    /**
     * Commits the first {@code max} batches that wait, as one group, on the caller's thread: for a committer whose
     * {@link #run} nobody runs.
     */
    void commitNow(int max) {
        List<CommitBatch> group = new ArrayList<>();
        lock.lock();
        try {
            while (group.size() < max && !waiting.isEmpty()) {
                group.add(waiting.removeFirst());
            }
        } finally {
            lock.unlock();
        }
        try {
            commit(group);
        } catch (Throwable cause) {
            stop(group, cause);
        }
    }

    /** How many batches wait. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private boolean take(List<CommitBatch> group) {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                filled.awaitUninterruptibly();
            }
            group.addAll(waiting);
            waiting.clear();
            if (group.isEmpty()) {
                // From now on nobody would take a batch: whoever hands one over is told at once.
                stopped = new EngineStoppedException(new IllegalStateException("it was closed"));
            }
            return !group.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private void commit(List<CommitBatch> group) {
        List<Mutation> mutations = new ArrayList<>();
        for (CommitBatch batch : group) {
            mutations.addAll(batch.mutations());
        }
        if (!mutations.isEmpty()) {
            long start = System.nanoTime();
            storage.write(mutations);
            writeNanos.add(System.nanoTime() - start);
            commits.increment();
        }
        for (CommitBatch batch : group) {
            batch.done().run();
            batch.effects().forEach(Effect::release);
        }
    }

    private void stop(List<CommitBatch> group, Throwable cause) {
        // First of all: whoever is told of the failure must find the engine stopped.
        onFailure.accept(cause);
        EngineStoppedException failure = new EngineStoppedException(cause);
        lock.lock();
        try {
            stopped = failure;
            group.addAll(waiting);
            waiting.clear();
        } finally {
            lock.unlock();
        }
        group.forEach(batch -> fail(batch, failure));
    }

    private static void fail(CommitBatch batch, EngineStoppedException cause) {
        batch.done().run();
        batch.effects().forEach(effect -> effect.fail(cause));
    }
}
