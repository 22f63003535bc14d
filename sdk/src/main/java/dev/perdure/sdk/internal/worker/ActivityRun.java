package dev.perdure.sdk.internal.worker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.perdure.core.protocol.ActivityRequest;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.worker.WorkerConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One activity under way in this process. A host that delivers it again over a later connection, because it has lost the
 * earlier one or was started anew, gets the result of this run: nothing is done twice.
 *
 * <p>Thread-safe. It speaks to the host over the latest connection, under the latest token.
 */
final class ActivityRun implements Outlet {

    /** What the run is of. */
    record Key(String instanceId, String executionId, int taskId) {

        static Key of(ActivityRequest request) {
            return new Key(
                    request.getOrchestrationInstance().getInstanceId(),
                    request.getOrchestrationInstance().getExecutionId().getValue(),
                    request.getTaskId());
        }
    }

    private final WorkItem item;
    private final CompletableFuture<Void> cancelled = new CompletableFuture<>();
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final List<String> tokens = new ArrayList<>();

    @GuardedBy("lock")
    private WorkerSession session;

    @GuardedBy("lock")
    private @Nullable ActivityResponse result;

    ActivityRun(WorkerSession session, WorkItem item) {
        this.session = session;
        this.item = item;
        tokens.add(item.getCompletionToken());
    }

    /** The first delivery. */
    WorkItem item() {
        return item;
    }

    Key key() {
        return Key.of(item.getActivityRequest());
    }

    /** Completes when nobody wants the result any more. */
    CompletableFuture<Void> cancelled() {
        return cancelled;
    }

    /**
     * A further delivery waits for the result of this run, if it came over another connection. Over the same one it means
     * that the host has given up on this run.
     */
    boolean joins(WorkerSession later, String token) {
        lock.lock();
        try {
            if (later == session) {
                return false;
            }
            session = later;
            tokens.add(token);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The run has ended; returns its result under the latest token. */
    ActivityResponse ended(ActivityResponse response) {
        lock.lock();
        try {
            result = response;
            return response.toBuilder().setCompletionToken(token()).build();
        } finally {
            lock.unlock();
        }
    }

    /** The result under the latest token; null while there is none. */
    @Nullable
    ActivityResponse result() {
        lock.lock();
        try {
            return result == null
                    ? null
                    : result.toBuilder().setCompletionToken(token()).build();
        } finally {
            lock.unlock();
        }
    }

    WorkerSession session() {
        lock.lock();
        try {
            return session;
        } finally {
            lock.unlock();
        }
    }

    /** All deliveries of it; one at least. */
    List<String> tokens() {
        lock.lock();
        try {
            return List.copyOf(tokens);
        } finally {
            lock.unlock();
        }
    }

    /** The latest. */
    String token() {
        lock.lock();
        try {
            return tokens.getLast();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletableFuture<Void> send(Function<WorkerConnection, CompletableFuture<Void>> message) {
        return session().send(message);
    }
}
