package dev.perdure.host.grpc;

import dev.perdure.engine.EntityCleaning;
import dev.perdure.engine.EntityQuery;
import dev.perdure.engine.EntityView;
import dev.perdure.engine.InstanceQuery;
import dev.perdure.engine.InstanceView;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.TaskHubEngine;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creating and deleting the task hub. It is there as long as the host runs; what these calls can do is to remove
 * everything in it, running instances too, and only where the host's settings allow that.
 *
 * <p>Thread-safe. Blocks until the hub is empty.
 */
final class HubEmptying {

    private static final Logger LOG = LoggerFactory.getLogger(HubEmptying.class);

    private static final int PAGE = 500;

    /** What runs may start others while it is removed, so it is looked again. */
    private static final int ROUNDS_MAX = 100;

    private final TaskHubEngine engine;
    private final boolean allowed;

    HubEmptying(TaskHubEngine engine, boolean allowed) {
        this.engine = engine;
        this.allowed = allowed;
    }

    /** Removes everything. */
    void empty() {
        if (!allowed) {
            throw Status.FAILED_PRECONDITION
                    .withDescription("This host does not let clients remove everything in its task hub. Purge what has"
                            + " ended, or, on a host for tests, run it with --allow-emptying.")
                    .asRuntimeException();
        }
        LOG.warn("A client has everything in the task hub removed.");
        for (int round = 0; round < ROUNDS_MAX; round++) {
            if (instances() + entities() == 0) {
                return;
            }
        }
        throw Status.ABORTED
                .withDescription("The task hub fills as fast as it is emptied; stop its workers first.")
                .asRuntimeException();
    }

    private long instances() {
        long seen = 0;
        String continuation = "";
        do {
            var page = engine.instances(new InstanceQuery(null, null, Set.of(), "", PAGE, continuation, false));
            removed(page.instances().stream()
                    .map(InstanceView::instanceId)
                    .map(id -> engine.purge(id, null))
                    .toList());
            seen += page.instances().size();
            continuation = page.continuation();
        } while (!continuation.isEmpty());
        return seen;
    }

    private long entities() {
        long seen = 0;
        String continuation = "";
        do {
            var page = engine.entities(new EntityQuery("", null, null, false, false, PAGE, continuation));
            removed(page.entities().stream()
                    .map(EntityView::id)
                    .map(id -> engine.purgeEntity(id, null))
                    .toList());
            seen += page.entities().size();
            continuation = page.continuation();
        } while (!continuation.isEmpty());
        do {
            EntityCleaning cleaned =
                    engine.cleanEntities(true, true, continuation).join();
            continuation = cleaned.continuation();
        } while (!continuation.isEmpty());
        return seen;
    }

    private static void removed(List<CompletableFuture<Outcome>> removals) {
        for (CompletableFuture<Outcome> removal : new ArrayList<>(removals)) {
            Outcome.Done unused = Answers.done(removal.join());
        }
    }
}
