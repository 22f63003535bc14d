package dev.perdure.sdk.internal.executor;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Another task with its result changed. Confined to the orchestrator's thread. */
final class MappedTask<T extends @Nullable Object, U extends @Nullable Object> extends DurableTask<U> {

    private final DurableTask<T> task;
    private final Function<? super T, ? extends U> change;
    private boolean changed;
    private @Nullable Object value;

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
            value = change.apply(task.outcome());
            changed = true;
        }
        return value;
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
