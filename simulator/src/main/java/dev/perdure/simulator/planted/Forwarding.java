package dev.perdure.simulator.planted;

import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.worker.WorkerConnection;
import java.util.concurrent.CompletableFuture;

/** A connection that hands everything on to another. */
interface Forwarding extends WorkerConnection {

    WorkerConnection connection();

    @Override
    default CompletableFuture<Void> completeTurn(OrchestratorResponse response) {
        return connection().completeTurn(response);
    }

    @Override
    default CompletableFuture<Void> completeActivity(ActivityResponse response) {
        return connection().completeActivity(response);
    }

    @Override
    default CompletableFuture<Void> completeEntity(EntityBatchResult result) {
        return connection().completeEntity(result);
    }

    @Override
    default CompletableFuture<Void> abandonTurn(String completionToken) {
        return connection().abandonTurn(completionToken);
    }

    @Override
    default CompletableFuture<Void> abandonActivity(String completionToken) {
        return connection().abandonActivity(completionToken);
    }

    @Override
    default CompletableFuture<Void> abandonEntity(String completionToken) {
        return connection().abandonEntity(completionToken);
    }

    @Override
    default void close() {
        connection().close();
    }
}
