package dev.perdure.engine;

import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.worker.WorkHost;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;
import dev.perdure.engine.storage.Storage;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The durable engine of one task hub: the one door to everything that changes or reads its state.
 *
 * <p>Requests return futures that complete once the outcome is durable. Reads see committed state only.
 *
 * <p>Thread-safe.
 */
public final class TaskHubEngine implements AutoCloseable {

    private TaskHubEngine() {}

    /** Opens the hub in {@code storage} (creating it there if the storage is empty) and starts its threads. */
    public static TaskHubEngine open(
            Storage storage, EngineOptions options, InstantSource clock, RandomGenerator random) {
        return new TaskHubEngine();
    }

    /** Starts an instance. An ended instance with the same id is replaced, a live one refused. */
    public CompletableFuture<Outcome> start(StartRequest request) {
        return new CompletableFuture<>();
    }

    /** Raises an external event. */
    public CompletableFuture<Outcome> raiseEvent(
            String instanceId, String eventName, @Nullable String input, @Nullable RequestKey key) {
        return new CompletableFuture<>();
    }

    /** Ends an instance at once, with or without a worker. */
    public CompletableFuture<Outcome> terminate(String instanceId, @Nullable String reason, @Nullable RequestKey key) {
        return new CompletableFuture<>();
    }

    /** Removes an instance with all that belongs to it, also a running one. Unknown id: {@code Done} with count 0. */
    public CompletableFuture<Outcome> purge(String instanceId, @Nullable RequestKey key) {
        return new CompletableFuture<>();
    }

    /** The instance with this id, if there is one. Blocks for one read. */
    public Optional<InstanceView> instance(String instanceId, boolean withPayloads) {
        return Optional.empty();
    }

    /** One page of instances. Blocks for the reads. */
    public InstancePage instances(InstanceQuery query) {
        return new InstancePage(List.of(), "");
    }

    /** The committed history of the current execution, in order; empty if the id is unknown. Blocks for the reads. */
    public List<HistoryEvent> history(String instanceId) {
        return List.of();
    }

    /** Completes when the instance (known or not yet known) meets the condition. Cancel it to stop waiting. */
    public CompletableFuture<InstanceView> waitFor(String instanceId, WaitCondition condition) {
        return new CompletableFuture<>();
    }

    /** Connects a worker. */
    public WorkerConnection connect(GetWorkItemsRequest request, Reach reach, WorkItemListener listener) {
        return java.util.Objects.requireNonNull((WorkerConnection) listener, "under construction");
    }

    /** This engine as an in-process worker sees it. */
    public WorkHost inProcess() {
        return (request, listener) -> connect(request, Reach.IN_PROCESS, listener);
    }

    /** The orchestrator names that any worker has ever announced to this hub. Durable. */
    public Set<String> announcedOrchestrators() {
        return Set.of();
    }

    /** The hub's id, chosen when its store was made. */
    public String hubId() {
        return "";
    }

    /** Completes exceptionally when the engine has stopped because of a fault (a failed sync, a broken invariant). */
    public CompletableFuture<Void> failure() {
        return new CompletableFuture<>();
    }

    /** Counters and gauges. */
    public EngineStats stats() {
        return new EngineStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /** Stops taking requests, lets what was accepted become durable, and stops the threads. Idempotent; waits. */
    @Override
    public void close() {}
}
