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
    private final Map<String, DurableTask<?>> requests = new HashMap<>();
    private final EventBuffer events = new EventBuffer();
    private long changes;

    void open(int id, DurableTask<?> task) {
        open.put(id, task);
    }

    /** Also knows {@code task} by the id of its request to an entity. */
    void request(String requestId, DurableTask<?> task) {
        requests.put(requestId, task);
    }

    /** The history says under which id the entity knows the request that action {@code id} made. */
    void requestKnownAs(int id, String requestId) {
        DurableTask<?> task = open.get(id);
        if (task != null && requests.putIfAbsent(requestId, task) == null && task instanceof LockWait locks) {
            locks.knownAs(requestId);
        }
    }

    void completed(int id, @Nullable String result) {
        if (open.get(id) instanceof RemoteTask<?> task && task.awaitsResult()) {
            open.remove(id);
            changes++;
            task.completed(result);
        }
    }

    void failed(int id, FailureDetails failure) {
        if (open.get(id) instanceof RemoteTask<?> task && task.awaitsResult()) {
            open.remove(id);
            changes++;
            task.failed(failure);
        }
    }

    /** An entity has carried an operation out. */
    void answered(String requestId, @Nullable String result) {
        if (requests.remove(requestId) instanceof EntityCall<?> call) {
            completed(call.id(), result);
        }
    }

    /** An entity has failed to carry an operation out. */
    void refused(String requestId, FailureDetails failure) {
        if (requests.remove(requestId) instanceof EntityCall<?> call) {
            failed(call.id(), failure);
        }
    }

    /** All locks of a critical section are held. */
    void granted(String sectionId) {
        if (requests.remove(sectionId) instanceof LockWait locks) {
            changes++;
            locks.granted();
        }
    }

    void fired(int id) {
        DurableTask<?> task = open.get(id);
        switch (task) {
            case RemoteTask<?> remote
            when !remote.awaitsResult() -> {
                open.remove(id);
                remote.tryAgain();
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
