package dev.perdure.sdk;

import dev.perdure.core.OrchestratorType;
import org.jspecify.annotations.Nullable;

/**
 * The code of an orchestration: blocking Java whose progress survives crashes, because every step it takes through its
 * context is recorded and replayed.
 *
 * <p>The code runs on a virtual thread of its own and must be deterministic: the same history leads to the same context
 * calls in the same order. Time, ids and everything that reaches outside come from the context; threads, locks, clocks,
 * random numbers and I/O of its own do not belong here, and it must not wait inside a {@code synchronized} block. A
 * class registered with {@link Worker.Builder#orchestrator(Class)} is instantiated anew for each run, so its fields are
 * its own.
 *
 * @param <I> the input; absent input arrives as null
 * @param <O> the output
 */
public interface Orchestrator<I, O> extends OrchestratorType<I, O> {

    /**
     * Runs the orchestration. Returning completes the instance with the value as its output (null: no output), throwing
     * fails it with the exception's details.
     */
    @Nullable
    O run(OrchestrationContext ctx, I input) throws Exception;
}
