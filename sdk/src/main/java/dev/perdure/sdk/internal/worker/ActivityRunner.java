package dev.perdure.sdk.internal.worker;

import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.WorkItem;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries activities out, each on a virtual thread of its own, so many at once as the settings allow.
 *
 * <p>Thread-safe.
 */
final class ActivityRunner {

    private static final Logger LOG = LoggerFactory.getLogger(ActivityRunner.class);

    private final ActivityCalls calls;
    private final Semaphore permits;
    /** Of the names that have a limit of their own. Not changed after construction. */
    private final Map<String, Semaphore> permitsByName = new HashMap<>();

    private final WorkerCounters counters;
    private final InFlight inFlight;
    private final ResultSender results;
    private final HeartbeatSender.Means heartbeats;
    /** What is under way, by the token of its delivery; bounded by {@link #inFlight}. */
    private final Map<String, CompletableFuture<Void>> cancellations = new ConcurrentHashMap<>();

    ActivityRunner(
            ActivityCalls calls,
            WorkerSettings settings,
            Map<String, Integer> limits,
            InFlight inFlight,
            ResultSender results,
            HeartbeatSender.Means heartbeats,
            WorkerCounters counters) {
        this.heartbeats = heartbeats;
        this.calls = calls;
        this.permits = new Semaphore(settings.maxActivities(), true);
        limits.forEach((name, limit) -> permitsByName.put(name, new Semaphore(limit, true)));
        this.counters = counters;
        this.inFlight = inFlight;
        this.results = results;
    }

    /** Takes an activity on. Does not wait for it. */
    void take(WorkerSession session, WorkItem item) {
        String name = item.getActivityRequest().getName();
        if (!inFlight.enter()) {
            LOG.warn("Too many activities are under way; '{}' goes back to the host.", name);
            var unused = session.send(c -> c.abandonActivity(item.getCompletionToken()));
            return;
        }
        CompletableFuture<Void> cancelled = new CompletableFuture<>();
        cancellations.put(item.getCompletionToken(), cancelled);
        Thread.ofVirtual().name("perdure-activity-" + name).start(() -> {
            ActivityResponse response = carryOut(session, item, cancelled);
            cancellations.remove(item.getCompletionToken(), cancelled);
            results.send(session, response, inFlight::leave);
        });
    }

    /** Nobody wants the result of what was delivered under this token any more. Of an unknown one: nothing happens. */
    void cancel(String token) {
        CompletableFuture<Void> cancelled = cancellations.get(token);
        if (cancelled != null) {
            cancelled.complete(null);
        }
    }

    /** The limit of the name comes first: who waits for it takes nothing from others. */
    private ActivityResponse carryOut(WorkerSession session, WorkItem item, CompletableFuture<Void> cancelled) {
        Semaphore ofName = permitsByName.get(item.getActivityRequest().getName());
        if (ofName == null) {
            return carryOutWithin(session, item, cancelled);
        }
        if (!ofName.tryAcquire()) {
            counters.limitWaits().increment();
            ofName.acquireUninterruptibly();
        }
        try {
            return carryOutWithin(session, item, cancelled);
        } finally {
            ofName.release();
        }
    }

    private ActivityResponse carryOutWithin(WorkerSession session, WorkItem item, CompletableFuture<Void> cancelled) {
        permits.acquireUninterruptibly();
        if (cancelled.isDone()) {
            // While it waited. The host ignores the answer, but waits for one before it counts the activity as over.
            permits.release();
            return ActivityCalls.notBegun(item);
        }
        counters.activitiesRunning().increment();
        try (HeartbeatSender heartbeat = HeartbeatSender.of(heartbeats, session, item)) {
            return calls.carryOut(item, cancelled, heartbeat);
        } finally {
            counters.activitiesRunning().decrement();
            permits.release();
        }
    }
}
