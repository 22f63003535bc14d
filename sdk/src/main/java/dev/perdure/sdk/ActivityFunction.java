package dev.perdure.sdk;

import org.jspecify.annotations.Nullable;

/**
 * One activity: ordinary code that may do I/O. It runs at least once for each task, so it should be idempotent; the
 * {@link ActivityContext} has the keys for that. Called by many threads at once.
 *
 * @param <I> the input
 * @param <O> the result
 */
@FunctionalInterface
public interface ActivityFunction<I, O> {

    /** Carries the activity out. Null is no result; an exception fails the task with its details. */
    @Nullable
    O run(ActivityContext ctx, @Nullable I input) throws Exception;
}
