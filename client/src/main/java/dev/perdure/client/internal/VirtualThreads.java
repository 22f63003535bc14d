package dev.perdure.client.internal;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs blocking calls for callers that may not block. Stateless. */
public final class VirtualThreads {

    private VirtualThreads() {}

    /** Runs {@code call} on a new virtual thread; the future has its result, or fails with what it throws. */
    public static <T extends @Nullable Object> CompletableFuture<T> supply(String threadName, Supplier<T> call) {
        return CompletableFuture.supplyAsync(
                call, task -> Thread.ofVirtual().name(threadName).start(task));
    }
}
