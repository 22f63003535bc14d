package dev.perdure.sdk.internal.worker;

import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.worker.HostUnreachableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the results of activities to the host. A result may have cost money to get, so it is sent again, also on a later
 * connection, for as long as the settings allow; after that the host's redelivery makes up for it.
 *
 * <p>Thread-safe.
 */
final class ResultSender {

    private static final Logger LOG = LoggerFactory.getLogger(ResultSender.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(50);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final Supplier<@Nullable WorkerSession> current;
    private final long retryNanos;
    private final Backoff backoff;
    private final ScheduledExecutorService scheduler;
    private final LongSupplier nanoClock;
    private final WorkerCounters counters;

    ResultSender(
            Supplier<@Nullable WorkerSession> current,
            Duration retry,
            RandomGenerator random,
            ScheduledExecutorService scheduler,
            LongSupplier nanoClock,
            WorkerCounters counters) {
        this.current = current;
        this.retryNanos = retry.toNanos();
        this.backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT, random);
        this.scheduler = scheduler;
        this.nanoClock = nanoClock;
        this.counters = counters;
    }

    /** Sends a result, over {@code origin} while that lasts; calls {@code ended} once it has arrived or is given up. */
    void send(WorkerSession origin, ActivityResponse result, Runnable ended) {
        attempt(origin, result, ended, nanoClock.getAsLong(), 1);
    }

    private void attempt(WorkerSession origin, ActivityResponse result, Runnable ended, long since, int number) {
        WorkerSession session = origin.isClosed() ? current.get() : origin;
        CompletableFuture<Void> sent = session == null
                ? CompletableFuture.failedFuture(new HostUnreachableException("There is no connection now.", null))
                : session.send(c -> c.completeActivity(result));
        var unused = sent.whenComplete((done, failure) -> {
            if (failure == null) {
                ended.run();
            } else if (!again(() -> attempt(origin, result, ended, since, number + 1), since, number)) {
                LOG.warn(
                        "The result of task {} of instance '{}' did not reach the host in {} tries; the host will deliver"
                                + " the activity again: {}",
                        result.getTaskId(),
                        result.getInstanceId(),
                        number,
                        failure.toString());
                ended.run();
            }
        });
    }

    /** Schedules the next try; false if there is none, because time is up or the worker is closed. */
    private boolean again(Runnable next, long since, int number) {
        if (nanoClock.getAsLong() - since >= retryNanos) {
            return false;
        }
        try {
            var unused = scheduler.schedule(next, backoff.millisAfter(number), TimeUnit.MILLISECONDS);
            counters.resultRetries().increment();
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }
}
