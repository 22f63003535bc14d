package dev.perdure.sdk.internal.worker;

import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.worker.WorkerConnection;
import dev.perdure.sdk.internal.entity.EntityCalls;
import dev.perdure.sdk.internal.executor.OrchestratorLibrary;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A worker without connection, timers and threads of its own, for a caller that decides what happens when: work item in,
 * answer out. The same classes carry the work out as in a connected worker. With a seeded generator in its settings, the
 * same items in the same order give the same answers, stack traces apart.
 *
 * <p>Used by one thread at a time. User code runs on that thread, except orchestrators, which have their own; the caller
 * waits while one of those runs, so never two threads run at once.
 */
public final class SteppedWorker {

    /** How long one turn may run before it counts as stuck. */
    private static final long TURN_SECONDS_MAX = 60;

    private final OrchestratorLibrary library;
    private final WorkerSettings settings;
    private final SharedRandom random;
    private final WorkerCounters counters = new WorkerCounters();
    private final InFlight inFlight = new InFlight(Integer.MAX_VALUE);
    /** Never looks: the caller knows when a turn does not end. */
    private final TurnWatch watch = new TurnWatch(System::nanoTime, counters, told -> {});

    private final ActivityCalls activities;
    private final EntityCalls entities;
    private final GetWorkItemsRequest request;
    private TurnRunner turns;

    public SteppedWorker(Registry registry, WorkerSettings settings) {
        this.settings = settings;
        this.random = new SharedRandom(settings.random());
        this.library = new OrchestratorLibrary(
                registry.orchestrators(), settings.converter(), settings.unloading(), registry.unknownVersion());
        this.activities = new ActivityCalls(registry, settings, counters);
        this.entities = new EntityCalls(registry.entities(), settings.converter());
        String workerId =
                HexFormat.of().toHexDigits(random.nextLong()) + HexFormat.of().toHexDigits(random.nextLong());
        this.request = WorkerLoop.request(registry, settings, workerId);
        this.turns = turns();
    }

    /** What this worker says of itself when it connects to a host. */
    public GetWorkItemsRequest request() {
        return request;
    }

    public WorkerCounters counters() {
        return counters;
    }

    /**
     * Runs one turn to its end.
     *
     * @return the answer, which may ask for the history; empty if the turn cannot be run here and is to be abandoned
     * @throws IllegalStateException if the orchestrator does not come to an end or a wait within a minute
     */
    public Optional<OrchestratorResponse> turn(WorkItem item) {
        CompletableFuture<Optional<OrchestratorResponse>> answer = new CompletableFuture<>();
        turns.take(message -> message.apply(new Capture(answer)), item);
        try {
            return answer.get(TURN_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException | InterruptedException | ExecutionException e) {
            throw new IllegalStateException(
                    "A turn of instance '" + item.getOrchestratorRequest().getInstanceId() + "' did not end.", e);
        }
    }

    /** Carries one activity out, on the calling thread. */
    public ActivityResponse activity(WorkItem item) {
        return activities.carryOut(item);
    }

    /** Carries one batch of an entity's operations out, on the calling thread. */
    public EntityBatchResult entity(WorkItem item) {
        counters.entityBatches().increment();
        return entities.carryOut(item);
    }

    /** Lets go of all live orchestrators, as at the end of a connection. */
    public void forget() {
        turns.cache().close();
        turns = turns();
    }

    private TurnRunner turns() {
        return new TurnRunner(library, new LiveCache(settings.maxLive(), counters), inFlight, random, counters, watch);
    }

    /** Takes the answer to one turn. */
    private record Capture(CompletableFuture<Optional<OrchestratorResponse>> answer) implements WorkerConnection {

        @Override
        public CompletableFuture<Void> completeTurn(OrchestratorResponse response) {
            return taken(Optional.of(response));
        }

        @Override
        public CompletableFuture<Void> abandonTurn(String completionToken) {
            return taken(Optional.empty());
        }

        private CompletableFuture<Void> taken(Optional<OrchestratorResponse> response) {
            answer.complete(response);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> completeActivity(ActivityResponse response) {
            throw new IllegalStateException("not a turn");
        }

        @Override
        public CompletableFuture<Void> completeEntity(EntityBatchResult result) {
            throw new IllegalStateException("not a turn");
        }

        @Override
        public CompletableFuture<Void> abandonActivity(String completionToken) {
            throw new IllegalStateException("not a turn");
        }

        @Override
        public CompletableFuture<Void> abandonEntity(String completionToken) {
            throw new IllegalStateException("not a turn");
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
