package dev.perdure.engine.runtime;

import dev.perdure.engine.EngineStoppedException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The platform threads on which virtual threads read the store: a native call would pin their carriers.
 *
 * <p>Thread-safe. Bounded: {@value #QUEUE_MAX} reads may wait; the next one runs on the caller's own thread.
 */
final class Readers implements Executor {

    private static final int THREADS = 2;
    static final int QUEUE_MAX = 100_000;

    /** A read that someone waits for: it is run, or dropped, never neither. */
    interface Read extends Runnable {
        /** It will not be run: the readers are closed. */
        void dropped();
    }

    private final ExecutorService pool;
    private final Duration grace;
    private final boolean inline;

    /** @param grace how long {@link #close} waits for what is queued */
    Readers(Duration grace) {
        this.grace = grace;
        this.inline = false;
        this.pool = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(QUEUE_MAX),
                Thread.ofPlatform().name("perdure-reader-", 0).daemon().factory(),
                Readers::runOrDrop);
    }

    /**
     * Readers without threads: a read that is waited for runs on the caller's thread, whichever kind that is.
     *
     * @param queue takes the others
     */
    Readers(ExecutorService queue) {
        this.grace = Duration.ZERO;
        this.inline = true;
        this.pool = queue;
    }

    /** Runs it on a reader's thread; once the readers are closed, drops it. */
    @Override
    public void execute(Runnable read) {
        if (pool.isShutdown()) {
            drop(read);
        } else {
            pool.execute(read);
        }
    }

    /** As {@link #execute}, after a time of rest; without threads at once, as its order is the caller's own. */
    void executeAfter(Duration rest, Read read) {
        if (inline || rest.isZero()) {
            execute(read);
        } else {
            CompletableFuture.delayedExecutor(rest.toNanos(), TimeUnit.NANOSECONDS, this)
                    .execute(read);
        }
    }

    /** Runs a read on a reader's thread; fails with {@link EngineStoppedException} if the readers are closed before. */
    <T> CompletableFuture<T> later(Supplier<T> read) {
        CompletableFuture<T> result = new CompletableFuture<>();
        execute(new Read() {
            @Override
            public void run() {
                try {
                    result.complete(read.get());
                } catch (RuntimeException | Error e) {
                    result.completeExceptionally(e);
                }
            }

            @Override
            public void dropped() {
                result.completeExceptionally(new EngineStoppedException(new IllegalStateException("it was closed")));
            }
        });
        return result;
    }

    private static void runOrDrop(Runnable read, ThreadPoolExecutor pool) {
        if (pool.isShutdown()) {
            drop(read);
        } else {
            read.run();
        }
    }

    private static void drop(Runnable read) {
        switch (read) {
            case Read waitedFor -> waitedFor.dropped();
            case Future<?> future -> future.cancel(true);
            default -> {}
        }
    }

    /** Runs a read on a platform thread and waits for it. */
    <T> T read(Callable<T> read) {
        try {
            if (inline || !Thread.currentThread().isVirtual()) {
                return read.call();
            }
            Future<T> result = pool.submit(read);
            return result.get();
        } catch (ExecutionException e) {
            throw unchecked(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The thread was interrupted while it waited for a read.", e);
        } catch (CancellationException e) {
            throw new EngineStoppedException(e);
        } catch (Exception e) {
            throw unchecked(e);
        }
    }

    /** Waits for what is queued, for the time of grace, and drops the rest. */
    void close() {
        pool.shutdown();
        try {
            if (pool.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        pool.shutdownNow().forEach(Readers::drop);
    }

    private static RuntimeException unchecked(Throwable cause) {
        return switch (cause) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException(cause);
        };
    }
}
