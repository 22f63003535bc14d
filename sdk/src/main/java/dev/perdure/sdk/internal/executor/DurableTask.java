package dev.perdure.sdk.internal.executor;

import dev.perdure.sdk.Task;
import org.jspecify.annotations.Nullable;

/**
 * A task of one orchestrator, moved on by the events that its thread pulls.
 *
 * <p>Confined to the orchestrator's thread.
 */
abstract sealed class DurableTask<T extends @Nullable Object> implements Task<T>
        permits RemoteTask, TimerTask, EventWait, LockWait {

    private final OrchestratorRun run;

    DurableTask(OrchestratorRun run) {
        this.run = run;
    }

    @Override
    public final T await() {
        run.live().requireOwnThread();
        beforeAwait();
        run.pullUntilDone(this);
        return outcome();
    }

    @Override
    public final boolean isDone() {
        run.live().requireOwnThread();
        return done();
    }

    final OrchestratorRun run() {
        return run;
    }

    /** Whether the outcome is there. */
    abstract boolean done();

    /** The result as the task's type; throws if the task failed. Called only once done. */
    @SuppressWarnings({"unchecked", "NullAway"}) // each task reads its result as the type it was made with, or null
    final T outcome() {
        return (T) result();
    }

    /** The result, null for none; throws if the task failed. Called only once done. */
    abstract @Nullable Object result();

    /** Called when the orchestrator is about to wait for this task. */
    void beforeAwait() {}
}
