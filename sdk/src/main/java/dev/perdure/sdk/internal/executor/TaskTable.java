package dev.perdure.sdk.internal.executor;

import dev.perdure.core.FailureDetails;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that wait for something in the history, by the id of the action that brings it about. Results for ids nobody
 * waits for are ignored: a redelivered activity may report twice.
 *
 * <p>Confined to the orchestrator's thread.
 */
final class TaskTable {

    private final Map<Integer, DurableTask<?>> open = new HashMap<>();
    private final EventBuffer events = new EventBuffer();
    private long changes;

    void open(int id, DurableTask<?> task) {
        open.put(id, task);
    }

    void completed(int id, @Nullable String result) {
        if (open.get(id) instanceof ActivityTask<?> task && task.awaitsResult()) {
            open.remove(id);
            changes++;
            task.completed(result);
        }
    }

    void failed(int id, FailureDetails failure) {
        if (open.get(id) instanceof ActivityTask<?> task && task.awaitsResult()) {
            open.remove(id);
            changes++;
            task.failed(failure);
        }
    }

    void fired(int id) {
        DurableTask<?> task = open.get(id);
        switch (task) {
            case ActivityTask<?> activity
            when !activity.awaitsResult() -> {
                open.remove(id);
                activity.tryAgain();
            }
            case TimerTask timer -> {
                open.remove(id);
                changes++;
                timer.fired();
            }
            case null, default -> {}
        }
    }

    EventBuffer events() {
        return events;
    }

    /** A number that grows whenever a task may have got done. */
    long changes() {
        return changes + events.taken();
    }
}
