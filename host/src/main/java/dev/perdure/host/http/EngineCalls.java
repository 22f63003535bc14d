package dev.perdure.host.http;

import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.engine.InstancePage;
import dev.perdure.engine.InstanceQuery;
import dev.perdure.engine.InstanceView;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.TaskHubEngine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The engine as the management API calls it: waits for outcomes within a limit, and carries reads to platform threads,
 * because a native read would pin the virtual thread of the caller.
 *
 * <p>Thread-safe.
 */
final class EngineCalls implements AutoCloseable {

    private static final int READERS = Math.max(2, Runtime.getRuntime().availableProcessors());

    /** Reads that may wait for a reader; beyond, 503. */
    private static final int WAITING_READS_MAX = 10_000;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final TaskHubEngine engine;
    private final Duration answerWithin;
    private final ThreadPoolExecutor readers;

    EngineCalls(TaskHubEngine engine, Duration answerWithin) {
        this.engine = engine;
        this.answerWithin = answerWithin;
        this.readers = new ThreadPoolExecutor(
                READERS, READERS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING_READS_MAX), task -> {
                    Thread thread = new Thread(task, "perdure-read-" + NUMBER.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        readers.allowCoreThreadTimeOut(true);
    }

    /**
     * Waits for the outcome of a change.
     *
     * @throws ApiException 503 if the engine is overloaded, closing, or takes too long; 422 if the key was used before
     */
    Outcome outcome(CompletableFuture<Outcome> future) {
        Outcome outcome = await(future, "The change was handed to the engine but is not confirmed");
        return switch (outcome) {
            case Outcome.Done done -> done;
            case Outcome.Rejected rejected ->
                switch (rejected.reason()) {
                    case KEY_REUSED -> throw ApiException.keyReused(rejected.message());
                    case OVERLOADED, UNAVAILABLE -> throw ApiException.unavailable(rejected.message());
                    case ALREADY_EXISTS, NOT_FOUND, FINISHED -> rejected;
                };
        };
    }

    Optional<InstanceView> instance(String instanceId, boolean withPayloads) {
        return read(() -> engine.instance(instanceId, withPayloads));
    }

    InstancePage instances(InstanceQuery query) {
        return read(() -> engine.instances(query));
    }

    List<HistoryEvent> history(String instanceId) {
        return read(() -> engine.history(instanceId));
    }

    Set<String> announcedOrchestrators() {
        return read(engine::announcedOrchestrators);
    }

    private <T> T read(Callable<T> read) {
        FutureTask<T> task = new FutureTask<>(read);
        if (Thread.currentThread().isVirtual()) {
            try {
                readers.execute(task);
            } catch (RejectedExecutionException e) {
                throw ApiException.unavailable("Too many reads are waiting on this host; try again shortly.");
            }
        } else {
            task.run();
        }
        return await(task, "A read of the store did not end");
    }

    private <T> T await(java.util.concurrent.Future<T> future, String what) {
        try {
            return future.get(answerWithin.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw ApiException.unavailable(
                    what + " within " + answerWithin.toSeconds() + " s; try again with the same idempotency key.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.unavailable("The host is closing; try again shortly.");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("The engine failed.", e.getCause());
        }
    }

    @Override
    public void close() {
        readers.shutdown();
    }
}
