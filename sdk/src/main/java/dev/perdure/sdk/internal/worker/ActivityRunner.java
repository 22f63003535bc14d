package dev.perdure.sdk.internal.worker;

import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.WorkItem;
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
    private final InFlight inFlight;
    private final ResultSender results;

    ActivityRunner(ActivityCalls calls, WorkerSettings settings, InFlight inFlight, ResultSender results) {
        this.calls = calls;
        this.permits = new Semaphore(settings.maxActivities(), true);
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
        Thread.ofVirtual().name("perdure-activity-" + name).start(() -> {
            ActivityResponse response = carryOut(item);
            results.send(session, response, inFlight::leave);
        });
    }

    private ActivityResponse carryOut(WorkItem item) {
        permits.acquireUninterruptibly();
        try {
            return calls.carryOut(item);
        } finally {
            permits.release();
        }
    }
}
