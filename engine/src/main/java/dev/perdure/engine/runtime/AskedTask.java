package dev.perdure.engine.runtime;

import dev.perdure.engine.EngineStoppedException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A task that someone waits for.
 *
 * @param reply completed exceptionally if the engine stops before; else by the work
 * @param work done in the partition's thread
 */
record AskedTask<T>(CompletableFuture<T> reply, Consumer<CompletableFuture<T>> work) implements PartitionTask {

    @Override
    public void run(Partition partition) {
        work.accept(reply);
    }

    @Override
    public void fail(Throwable cause) {
        reply.completeExceptionally(new EngineStoppedException(cause));
    }
}
