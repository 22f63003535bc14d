package dev.perdure.sdk.internal.worker;

import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.sdk.internal.entity.EntityCalls;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries batches of entities' operations out, each on a virtual thread of its own, so many at once as the settings
 * allow. An answer that does not reach the host is not sent again: the host delivers the batch again, and the state has
 * not changed.
 *
 * <p>Thread-safe.
 */
final class EntityRunner {

    private static final Logger LOG = LoggerFactory.getLogger(EntityRunner.class);

    private final EntityCalls calls;
    private final Semaphore permits;
    private final InFlight inFlight;
    private final WorkerCounters counters;

    EntityRunner(EntityCalls calls, WorkerSettings settings, InFlight inFlight, WorkerCounters counters) {
        this.calls = calls;
        this.permits = new Semaphore(settings.maxEntities(), true);
        this.inFlight = inFlight;
        this.counters = counters;
    }

    /** Takes a batch on. Does not wait for it. */
    void take(Outlet host, WorkItem item) {
        String id = item.hasEntityRequestV2()
                ? item.getEntityRequestV2().getInstanceId()
                : item.getEntityRequest().getInstanceId();
        if (!inFlight.enter()) {
            LOG.warn("Too many entities are at work; the batch of '{}' goes back to the host.", id);
            var unused = host.send(c -> c.abandonEntity(item.getCompletionToken()));
            return;
        }
        Thread.ofVirtual().name("perdure-entity-" + id).start(() -> {
            EntityBatchResult result = carryOut(item);
            var unused = host.send(c -> c.completeEntity(result)).whenComplete((done, failure) -> {
                inFlight.leave();
                if (failure != null) {
                    LOG.warn(
                            "The answer of entity '{}' did not reach the host, which will deliver its operations again: {}",
                            id,
                            failure.toString());
                    // If the connection lasts, or the host would wait for the answer until the lease ends.
                    var unusedToo = host.send(c -> c.abandonEntity(item.getCompletionToken()));
                }
            });
        });
    }

    private EntityBatchResult carryOut(WorkItem item) {
        permits.acquireUninterruptibly();
        try {
            return calls.carryOut(item);
        } finally {
            permits.release();
            counters.entityBatches().increment();
        }
    }
}
