package dev.perdure.sdk.internal.executor;

import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskTimeoutException;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A task of one orchestrator, moved on by the events that its thread pulls.
 *
 * <p>Confined to the orchestrator's thread.
 */
abstract sealed class DurableTask<T extends @Nullable Object> implements Task<T>
        permits RemoteTask, TimerTask, EventWait, LockWait, MappedTask {

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
    public final T await(Duration limit) {
        run.live().requireOwnThread();
        if (!doneWithin(limit)) {
            throw new TaskTimeoutException(described(), limit);
        }
        return outcome();
    }

    /** Waits, but no longer than {@code limit}; returns whether the task is done. */
    final boolean doneWithin(Duration limit) {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("The wait for " + described() + " has a negative limit: " + limit + ".");
        }
        beforeAwait();
        if (!done()) {
            TimerTask timer = new TimerTask(run, run.currentInstant().plus(limit));
            while (!done() && !timer.done()) {
                run.pull();
            }
        }
        if (done()) {
            return true;
        }
        gaveUp();
        return false;
    }

    @Override
    public final <U extends @Nullable Object> Task<U> thenApply(Function<? super T, ? extends U> change) {
        run.live().requireOwnThread();
        return new MappedTask<>(this, change);
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

    /** Called when the orchestrator waits no longer, as its time is up. */
    void gaveUp() {}

    /** For messages, as in "the activity 'ship' (task 3)". */
    abstract String described();
}
