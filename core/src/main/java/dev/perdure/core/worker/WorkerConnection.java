package dev.perdure.core.worker;

import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.PerdureHeartbeatRequest;
import java.util.concurrent.CompletableFuture;

/**
 * One worker's connection to a host, made by {@link WorkHost#connect}.
 *
 * <p>The returned futures complete normally once the host has made the completion durable, or has found it stale or
 * unknown and ignored it (both are the same to a worker). They complete exceptionally only when the answer never
 * reached the host for sure; sending it again is always harmless.
 *
 * <p>Thread-safe.
 */
public interface WorkerConnection extends AutoCloseable {

    /** Answers an orchestrator work item. With {@code requiresHistory} set, asks for the same turn with history. */
    CompletableFuture<Void> completeTurn(OrchestratorResponse response);

    /** Answers an activity work item. */
    CompletableFuture<Void> completeActivity(ActivityResponse response);

    /** Answers an entity work item. The token says which; without one the answer is ignored. */
    CompletableFuture<Void> completeEntity(EntityBatchResult result);

    /** Hands an orchestrator work item back, to be delivered again. */
    CompletableFuture<Void> abandonTurn(String completionToken);

    /** Hands an activity work item back, to be delivered again. */
    CompletableFuture<Void> abandonActivity(String completionToken);

    /** Hands an entity work item back, to be delivered again after a while. */
    CompletableFuture<Void> abandonEntity(String completionToken);

    /**
     * Says that an activity is still being carried out. Only for hosts that say in the delivery that they take it; one that
     * comes too late is ignored.
     */
    default CompletableFuture<Void> heartbeat(PerdureHeartbeatRequest beat) {
        return CompletableFuture.completedFuture(null);
    }

    /** Ends the connection and hands back whatever is in flight. Idempotent; does not wait. */
    @Override
    void close();

    /**
     * Ends the connection as {@link #close()} does, for reasons of the host: nothing of what is in flight counts as lost by
     * its worker.
     */
    default void closeByHost() {
        close();
    }
}
