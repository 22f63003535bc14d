package dev.perdure.sdk.internal.worker;

import dev.perdure.core.worker.WorkerConnection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The way back to whoever delivered a work item. Thread-safe. */
interface Outlet {

    /** Sends something to the host; a failure to send comes as an exceptional future. */
    CompletableFuture<Void> send(Function<WorkerConnection, CompletableFuture<Void>> message);
}
