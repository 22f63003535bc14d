package dev.perdure.sdk.internal.worker;

import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.WorkItem;
import java.util.HashMap;
import java.util.Map;
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
    /** What is under way, and by the token of each delivery of it; bounded by {@link #inFlight}. */
    private final Map<ActivityRun.Key, ActivityRun> runs = new ConcurrentHashMap<>();

    private final Map<String, ActivityRun> runsByToken = new ConcurrentHashMap<>();

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

    /** Takes an activity on, unless it runs here already. Does not wait for it. */
    void take(WorkerSession session, WorkItem item) {
        String name = item.getActivityRequest().getName();
        String token = item.getCompletionToken();
        ActivityRun before = runs.get(ActivityRun.Key.of(item.getActivityRequest()));
        if (before != null && before.joins(session, token)) {
            join(before, token);
            return;
        }
        if (!inFlight.enter()) {
            LOG.warn("Too many activities are under way; '{}' goes back to the host.", name);
            var unused = session.send(c -> c.abandonActivity(token));
            return;
        }
        ActivityRun run = new ActivityRun(session, item);
        runs.put(run.key(), run);
        runsByToken.put(token, run);
        Thread.ofVirtual().name("perdure-activity-" + name).start(() -> {
            ActivityResponse response = run.ended(carryOut(run));
            results.send(run.session(), response, () -> over(run));
        });
    }

    /** The host has delivered anew what runs here, after the connection over which it came was lost. */
    private void join(ActivityRun run, String token) {
        counters.joinedActivities().increment();
        runsByToken.put(token, run);
        ActivityResponse result = run.result();
        if (result != null) {
            // It may be on its way under the token before; the host takes the first.
            results.send(run.session(), result, () -> runsByToken.remove(token));
        }
    }

    private void over(ActivityRun run) {
        runs.remove(run.key(), run);
        run.tokens().forEach(runsByToken::remove);
        inFlight.leave();
    }

    /** Nobody wants the result of what was delivered under this token any more. Of an unknown one: nothing happens. */
    void cancel(String token) {
        ActivityRun run = runsByToken.get(token);
        if (run != null) {
            run.cancelled().complete(null);
        }
    }

    /** The limit of the name comes first: who waits for it takes nothing from others. */
    private ActivityResponse carryOut(ActivityRun run) {
        Semaphore ofName = permitsByName.get(run.item().getActivityRequest().getName());
        if (ofName == null) {
            return carryOutWithin(run);
        }
        if (!ofName.tryAcquire()) {
            counters.limitWaits().increment();
            ofName.acquireUninterruptibly();
        }
        try {
            return carryOutWithin(run);
        } finally {
            ofName.release();
        }
    }

    private ActivityResponse carryOutWithin(ActivityRun run) {
        permits.acquireUninterruptibly();
        if (run.cancelled().isDone()) {
            // While it waited. The host ignores the answer, but waits for one before it counts the activity as over.
            permits.release();
            return ActivityCalls.notBegun(run.item());
        }
        counters.activitiesRunning().increment();
        try (HeartbeatSender heartbeat = HeartbeatSender.of(heartbeats, run, run.item(), run::token)) {
            return calls.carryOut(run.item(), run.cancelled(), heartbeat);
        } finally {
            counters.activitiesRunning().decrement();
            permits.release();
        }
    }
}
