package dev.perdure.sdk.internal.executor;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Another task with its result changed. Confined to the orchestrator's thread. */
final class MappedTask<T extends @Nullable Object, U extends @Nullable Object> extends DurableTask<U> {

    private final DurableTask<T> task;
    private final Function<? super T, ? extends U> change;
    private boolean changed;
    private @Nullable Object value;
    /** What the change threw, and throws each time. */
    private @Nullable Throwable failure;

    MappedTask(DurableTask<T> task, Function<? super T, ? extends U> change) {
        super(task.run());
        this.task = task;
        this.change = change;
    }

    @Override
    boolean done() {
        return task.done();
    }

    @Override
    @Nullable
    Object result() {
        if (!changed) {
            apply(task.outcome());
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        return value;
    }

    private void apply(T outcome) {
        try {
            value = change.apply(outcome);
        } catch (RuntimeException | Error e) {
            if (OrchestratorUnloaded.mustPass(e)) {
                throw e;
            }
            failure = e;
        }
        changed = true;
    }

    @Override
    void beforeAwait() {
        task.beforeAwait();
    }

    @Override
    void gaveUp() {
        task.gaveUp();
    }

    @Override
    String described() {
        return task.described();
    }
}
