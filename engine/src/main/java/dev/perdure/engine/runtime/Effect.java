package dev.perdure.engine.runtime;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Something visible from outside, which therefore waits until its cause is durable. */
interface Effect {

    /** Lets it out. Called once its cause is durable, on the committer's thread: quick, never blocking. */
    void release();

    /** The commit failed: nobody may see it. */
    default void fail(Throwable cause) {}

    /** Completes a future with this value, or exceptionally. */
    static <T> Effect reply(CompletableFuture<T> future, @Nullable T value) {
        return new Effect() {
            @Override
            public void release() {
                future.complete(value);
            }

            @Override
            public void fail(Throwable cause) {
                future.completeExceptionally(cause);
            }
        };
    }
}
