package dev.perdure.sdk;

import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The worker of a {@link FakeHost}, asked one thing at a time. Answers are matched as a real host does. Thread-safe. */
final class FakeLink {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The connection ended before the answer came. */
    private static final class ConnectionLost extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private final AtomicInteger connections = new AtomicInteger(1);
    private final Map<String, CompletableFuture<OrchestratorResponse>> turns = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<ActivityResponse>> results = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<EntityBatchResult>> batches = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable WorkItemListener listener;

    /** The number of the current connection: one more whenever one has ended. */
    int connections() {
        return connections.get();
    }

    /** Delivers a turn and waits for its answer; null if the connection ended first. */
    @Nullable
    OrchestratorResponse turn(WorkItem item) {
        CompletableFuture<OrchestratorResponse> answer = new CompletableFuture<>();
        turns.put(item.getCompletionToken(), answer);
        try {
            listener().onWorkItem(item);
            return await(answer, item);
        } finally {
            turns.remove(item.getCompletionToken());
        }
    }

    /** Delivers an activity and waits for its result; null if the connection ended first. */
    @Nullable
    ActivityResponse activity(String key, WorkItem item) {
        CompletableFuture<ActivityResponse> result = new CompletableFuture<>();
        results.put(key, result);
        listener().onWorkItem(item);
        return await(result, item);
    }

    /** Delivers a batch of operations and waits for its answer; null if the connection ended first. */
    @Nullable
    EntityBatchResult entity(WorkItem item) {
        CompletableFuture<EntityBatchResult> result = new CompletableFuture<>();
        batches.put(item.getCompletionToken(), result);
        listener().onWorkItem(item);
        return await(result, item);
    }

    /** Ends the connection in good order, as a host that restarts. */
    void disconnect() {
        WorkItemListener ended = listener();
        lost(ended);
        ended.onClosed(null);
    }

    WorkerConnection connect(WorkItemListener newListener) {
        lock.lock();
        try {
            listener = newListener;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return new Connection(newListener);
    }

    private final class Connection implements WorkerConnection {

        private final WorkItemListener owner;

        Connection(WorkItemListener owner) {
            this.owner = owner;
        }

        @Override
        public CompletableFuture<Void> completeTurn(OrchestratorResponse response) {
            CompletableFuture<OrchestratorResponse> turn = turns.get(response.getCompletionToken());
            if (turn != null) {
                turn.complete(response);
            }
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> completeActivity(ActivityResponse response) {
            CompletableFuture<ActivityResponse> result =
                    results.get(response.getInstanceId() + "/" + response.getTaskId());
            if (result != null) {
                result.complete(response);
            }
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> completeEntity(EntityBatchResult result) {
            CompletableFuture<EntityBatchResult> batch = batches.get(result.getCompletionToken());
            if (batch != null) {
                batch.complete(result);
            }
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> abandonEntity(String completionToken) {
            return abandonTurn(completionToken);
        }

        @Override
        public CompletableFuture<Void> abandonTurn(String completionToken) {
            throw new AssertionError("handed back: " + completionToken);
        }

        @Override
        public CompletableFuture<Void> abandonActivity(String completionToken) {
            return abandonTurn(completionToken);
        }

        @Override
        public void close() {
            lost(owner);
        }
    }

    /** Forgets a connection: what it had in hand is delivered again. */
    private void lost(WorkItemListener owner) {
        lock.lock();
        try {
            if (Objects.equals(listener, owner)) {
                listener = null;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        connections.incrementAndGet();
        turns.values().forEach(t -> t.completeExceptionally(new ConnectionLost()));
        batches.values().forEach(t -> t.completeExceptionally(new ConnectionLost()));
        results.values().forEach(t -> t.completeExceptionally(new ConnectionLost()));
    }

    /** The connected worker; waits for one. */
    private WorkItemListener listener() {
        lock.lock();
        try {
            long left = PATIENCE.toNanos();
            WorkItemListener current;
            while ((current = listener) == null) {
                if (left <= 0) {
                    throw new AssertionError("no worker connected");
                }
                left = changed.awaitNanos(left);
            }
            return current;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            lock.unlock();
        }
    }

    private static <T> @Nullable T await(CompletableFuture<T> answer, WorkItem item) {
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ConnectionLost) {
                return null;
            }
            throw new AssertionError("no answer to " + item.getCompletionToken(), e);
        } catch (TimeoutException e) {
            throw new AssertionError("no answer to " + item, e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
