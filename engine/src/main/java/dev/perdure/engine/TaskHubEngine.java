package dev.perdure.engine;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.PerdureHeartbeatRequest;
import dev.perdure.core.worker.WorkHost;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;
import dev.perdure.engine.runtime.Hub;
import dev.perdure.engine.runtime.SteppedHub;
import dev.perdure.engine.runtime.WorkerDoor;
import dev.perdure.engine.storage.Storage;
import java.time.Instant;
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
 * <p>Requests return futures that complete once the outcome is durable. They complete exceptionally, with
 * {@link EngineStoppedException}, only if the engine stopped before that was certain. Reads see committed state only and
 * block for as long as the store takes. Futures complete on a thread of the engine: dependents must be quick, or async.
 *
 * <p>Thread-safe.
 */
public final class TaskHubEngine implements AutoCloseable {

    private final Hub hub;
    private final WorkerDoor workers;
    private final InstanceRequests requests;
    private final EntityRequests entities;

    private TaskHubEngine(Hub hub, EngineOptions options, RandomGenerator random) {
        this.hub = hub;
        this.workers = hub.workerDoor();
        this.requests = new InstanceRequests(hub, options, random);
        this.entities = new EntityRequests(hub, random);
    }

    /**
     * Opens the hub in {@code storage} (creating it there if the storage is empty) and starts its threads. The storage
     * stays the caller's, to be closed after the engine.
     *
     * @param clock where time comes from; the hub's time never runs back and does not follow a jump of over an hour
     * @param random where execution ids and tokens come from; must be thread-safe
     * @throws dev.perdure.engine.storage.StorageException if the store has an unknown format or is damaged
     */
    public static TaskHubEngine open(
            Storage storage, EngineOptions options, InstantSource clock, RandomGenerator random) {
        return open(storage, options, clock, random, CommandRecorder.NONE);
    }

    /** As the other, with every command shown to {@code recorder}. */
    public static TaskHubEngine open(
            Storage storage,
            EngineOptions options,
            InstantSource clock,
            RandomGenerator random,
            CommandRecorder recorder) {
        Hub hub = new Hub(storage, options, clock, random, recorder);
        hub.start();
        return new TaskHubEngine(hub, options, random);
    }

    /**
     * An engine without threads: it goes on only as {@code stepped}, made with the same options, is stepped. Reads run on
     * the caller's thread. Neither {@link #why} nor {@link #close} may be called.
     *
     * @param random where execution ids come from
     */
    public static TaskHubEngine over(SteppedHub stepped, EngineOptions options, RandomGenerator random) {
        return new TaskHubEngine(stepped.hub(), options, random);
    }

    /**
     * Starts an instance. What happens if the id is taken says {@link StartRequest#reuse}.
     *
     * @throws dev.perdure.core.InvalidInstanceIdException if the id is not legal
     */
    public CompletableFuture<Outcome> start(StartRequest request) {
        return requests.start(request);
    }

    /** Raises an external event. Events of one caller reach the instance in the order in which they were answered. */
    public CompletableFuture<Outcome> raiseEvent(
            String instanceId, String eventName, @Nullable String input, @Nullable RequestKey key) {
        return requests.raiseEvent(instanceId, eventName, input, key);
    }

    /** As {@link #terminate(String, String, boolean, RequestKey)}, of this instance alone. */
    public CompletableFuture<Outcome> terminate(String instanceId, @Nullable String reason, @Nullable RequestKey key) {
        return terminate(instanceId, reason, false, key);
    }

    /**
     * Ends an instance at once, with or without a worker. The reason becomes its output.
     *
     * @param recursive whether to end its running sub-orchestrations too, and theirs; the answer does not wait for them,
     *     but once it is given they will end, whatever happens
     */
    public CompletableFuture<Outcome> terminate(
            String instanceId, @Nullable String reason, boolean recursive, @Nullable RequestKey key) {
        return requests.terminate(instanceId, reason, recursive, false, key);
    }

    /**
     * Cancels an instance and all its running sub-orchestrations: as a recursive termination, but they end as Canceled.
     * Workers that hear of it tell the activities they are running for them. The reason becomes its output.
     */
    public CompletableFuture<Outcome> cancel(String instanceId, @Nullable String reason, @Nullable RequestKey key) {
        return requests.terminate(instanceId, reason, true, true, key);
    }

    /**
     * Suspends an instance at once: until it is resumed no turn of it begins, and what arrives waits in order. A turn
     * that is at a worker takes effect when it is answered. {@code WRONG_STATE} if it is suspended already.
     */
    public CompletableFuture<Outcome> suspend(String instanceId, @Nullable String reason, @Nullable RequestKey key) {
        return requests.suspend(instanceId, reason, key);
    }

    /** Lets a suspended instance go on. {@code WRONG_STATE} if it is not suspended. */
    public CompletableFuture<Outcome> resume(String instanceId, @Nullable String reason, @Nullable RequestKey key) {
        return requests.resume(instanceId, reason, key);
    }

    /** As {@link #purge(String, boolean, RequestKey)}, of this instance alone. */
    public CompletableFuture<Outcome> purge(String instanceId, @Nullable RequestKey key) {
        return purge(instanceId, false, key);
    }

    /**
     * Removes an instance with all that belongs to it, also a running one; the parent of a running one is told that it
     * failed. Unknown id: {@code Done} with count 0.
     *
     * @param recursive whether to remove also the ended sub-orchestrations of its last execution, and theirs; the answer
     *     neither waits for them nor counts them
     */
    public CompletableFuture<Outcome> purge(String instanceId, boolean recursive, @Nullable RequestKey key) {
        return requests.purge(instanceId, recursive, false, key);
    }

    /** As {@link #purge(String, boolean, RequestKey)}, but {@code WRONG_STATE} unless the instance has ended. */
    public CompletableFuture<Outcome> purgeEnded(String instanceId, boolean recursive, @Nullable RequestKey key) {
        return requests.purge(instanceId, recursive, true, key);
    }

    /**
     * Starts an instance again with its own name, input, version and tags. The answer names the new instance, which is
     * durable by then. It has no parent, even if the old one was a sub-orchestration.
     *
     * <p>Refused are: an unknown id; the same id again while the instance has not ended; an id under which another
     * instance is alive (one that has ended is replaced). With a key, a repeated request is answered with the instance
     * that the first one has started, also if it asks for another id.
     *
     * @param newInstanceId the same id to replace the instance, which must have ended; or another id, and the instance
     *     stays as it is and may still run
     * @throws dev.perdure.core.InvalidInstanceIdException if the new id is not legal
     */
    public CompletableFuture<Outcome> restart(String instanceId, String newInstanceId, @Nullable RequestKey key) {
        return requests.restart(instanceId, newInstanceId, key);
    }

    /**
     * Undoes the failure of a failed instance, so that it goes on from before it, in a new execution: activities that had
     * failed or had no result yet run again, sub-orchestrations that had failed are rewound too, wherever they lie. What
     * was completed is not done again. The answer does not wait for the sub-orchestrations.
     *
     * <p>Refused are: an unknown id, an instance that ended otherwise ({@code FINISHED}), one that has not ended, and one
     * that failed while it waited for an entity or held a lock ({@code WRONG_STATE}).
     */
    public CompletableFuture<Outcome> rewind(String instanceId, @Nullable String reason, @Nullable RequestKey key) {
        return requests.rewind(instanceId, reason, key);
    }

    /**
     * Asks an operation of an entity, which need not exist yet, without waiting for its result. Signals of one caller
     * reach the entity in the order in which they were answered.
     *
     * @param scheduledTime when to deliver it, or null (as any time past) for at once
     * @throws dev.perdure.core.InvalidInstanceIdException if the id is not of the form {@code @name@key}
     */
    public CompletableFuture<Outcome> signalEntity(
            String entityId,
            String operation,
            @Nullable String input,
            @Nullable Instant scheduledTime,
            @Nullable RequestKey key) {
        return entities.signal(entityId, operation, input, scheduledTime, key == null ? null : requests.key(key));
    }

    /**
     * Removes the state of an entity and its signals for later. What waits in its queue, and locks, are kept. Unknown id:
     * {@code Done} with count 0.
     *
     * @throws dev.perdure.core.InvalidInstanceIdException if the id is not of the form {@code @name@key}
     */
    public CompletableFuture<Outcome> purgeEntity(String entityId, @Nullable RequestKey key) {
        return entities.purge(entityId, key == null ? null : requests.key(key));
    }

    /** The entity with this id, if there is one, also without state. Costs two or three point reads. */
    public Optional<EntityView> entity(String entityId, boolean withState) {
        return hub.readEntities(reads -> reads.entity(entityId, withState));
    }

    /**
     * One page of entities, by id within each partition in turn. A page may have fewer than asked for, even none, and
     * still be followed by others: one call looks at a bounded number of entities.
     *
     * @throws IllegalArgumentException if the continuation is not one this engine gave out
     */
    public EntityPage entities(EntityQuery query) {
        return hub.readEntities(reads -> reads.page(query));
    }

    /**
     * Tidies up among the entities, a bounded number of them a call; call it again with the continuation it returns
     * until that is empty.
     *
     * @param removeEmpty removes entities without state, lock, and anything that waits
     * @param releaseOrphanedLocks takes locks away from orchestrations that have ended
     * @throws IllegalArgumentException if the continuation is not one this engine gave out
     */
    public CompletableFuture<EntityCleaning> cleanEntities(
            boolean removeEmpty, boolean releaseOrphanedLocks, String continuation) {
        return entities.clean(removeEmpty, releaseOrphanedLocks, continuation);
    }

    /** The instance with this id, if there is one. Costs one to four point reads. */
    public Optional<InstanceView> instance(String instanceId, boolean withPayloads) {
        return hub.read(reads -> reads.instance(instanceId, withPayloads));
    }

    /**
     * One page of instances, by id if the query has a prefix, else by time of creation, within each partition in turn.
     *
     * @throws IllegalArgumentException if the continuation is not one this engine gave out
     */
    public InstancePage instances(InstanceQuery query) {
        return hub.read(reads -> reads.listing().page(query));
    }

    /**
     * One page of the ids of ended instances, in the order in which they ended within each partition.
     *
     * @param statuses only these; empty means any
     * @param completedFrom ended at or after, or null
     * @param completedTo ended at or before, or null
     * @param pageSize 1 to {@value InstanceQuery#PAGE_MAX}
     * @param lastKey what the page before returned, or empty
     * @throws IllegalArgumentException if the page size is out of range or the last key not one this engine gave out
     */
    public EndedPage listEnded(
            Set<RuntimeStatus> statuses,
            @Nullable Instant completedFrom,
            @Nullable Instant completedTo,
            int pageSize,
            String lastKey) {
        if (pageSize < 1 || pageSize > InstanceQuery.PAGE_MAX) {
            throw new IllegalArgumentException(
                    "A page has 1 to " + InstanceQuery.PAGE_MAX + " instances, not " + pageSize + ".");
        }
        return hub.read(reads -> reads.listing().ended(statuses, completedFrom, completedTo, pageSize, lastKey));
    }

    /**
     * One page of the work that was given up because no worker ever answered it, the last of each instance and entity.
     * Costs two point reads an entry.
     *
     * @param pageSize 1 to {@value GivenUp.Page#SIZE_MAX}
     * @param continuation what the page before returned, or empty
     * @throws IllegalArgumentException if the page size is out of range or the continuation not one this engine gave out
     */
    public GivenUp.Page givenUp(int pageSize, String continuation) {
        if (pageSize < 1 || pageSize > GivenUp.Page.SIZE_MAX) {
            throw new IllegalArgumentException(
                    "A page has 1 to " + GivenUp.Page.SIZE_MAX + " entries, not " + pageSize + ".");
        }
        return hub.read(reads -> reads.listing().givenUp(pageSize, continuation));
    }

    /**
     * Purges the ended instances that fit, in small steps between other work. Completes with what was removed, at the
     * latest a step after the filter's time limit.
     */
    public CompletableFuture<PurgeResult> purge(PurgeFilter filter) {
        return hub.purge(filter);
    }

    /** The committed history of the current execution, in order, as of one commit; empty if the id is unknown. */
    public List<HistoryEvent> history(String instanceId) {
        return hub.read(reads -> reads.history(instanceId));
    }

    /**
     * The history in parts, for one that is long: from position 0, then from where the part before ended, until one says
     * that it is the last. Empty if there is no such instance, or if its present execution is another one.
     *
     * @param executionId the execution that is meant; empty for the present one
     * @param from 0, or {@link HistoryPart#next} of another part of the same execution
     * @param bytesMax about how many encoded bytes to read; the events of one turn at least
     */
    public Optional<HistoryPart> history(String instanceId, String executionId, long from, long bytesMax) {
        return hub.read(reads -> reads.historyPart(instanceId, executionId, from, bytesMax));
    }

    /**
     * What an instance waits for, in one answer; empty if the id is unknown. Waits for the partition of the instance, and
     * for the commit under way. Costs what is open of the instance
     * and a reading of its history. Not to be called by a dependent of one of the engine's
     * futures.
     *
     * @throws EngineStoppedException if the engine has stopped
     */
    public Optional<Why> why(String instanceId) {
        return hub.why(instanceId);
    }

    /**
     * Completes when the instance (known or not yet known) meets the condition. Cancel it to stop waiting.
     *
     * <p>It waits for the id, not for one execution: if the instance is replaced, or continues as new, it waits for what
     * has taken its place. The end of an execution that is replaced in the same moment is not shown; the view says by
     * its execution id which one it is of.
     */
    public CompletableFuture<InstanceView> waitFor(String instanceId, WaitCondition condition) {
        return hub.waitFor(instanceId, condition);
    }

    /**
     * Completes when the instance meets the condition, or with nothing if no instance has this id, or it is purged before.
     * Cancel it to stop waiting.
     */
    public CompletableFuture<Optional<InstanceView>> waitForExisting(String instanceId, WaitCondition condition) {
        return hub.waitForExisting(instanceId, condition);
    }

    /** Connects a worker. */
    public WorkerConnection connect(GetWorkItemsRequest request, Reach reach, WorkItemListener listener) {
        return connect(request, reach, WorkerIdentity.UNKNOWN, listener);
    }

    /** Connects a worker whose connection says something about it. */
    public WorkerConnection connect(
            GetWorkItemsRequest request, Reach reach, WorkerIdentity identity, WorkItemListener listener) {
        return workers.connect(request, reach, identity, listener);
    }

    /** The workers connected now, in the order in which they came. */
    public List<WorkerView> workers() {
        return workers.views();
    }

    /**
     * Answers a turn, whichever connection it was delivered over. A stale or unknown one is ignored.
     *
     * @param peer the connection the answer came over, as in {@link WorkerIdentity}; an answer without a token is taken
     *     only over the connection that the turn was delivered over
     */
    public CompletableFuture<Void> completeTurn(OrchestratorResponse response, String peer) {
        return workers.completeTurn(response, peer);
    }

    /** Answers a turn with its token, whichever connection it was delivered over. */
    public CompletableFuture<Void> completeTurn(OrchestratorResponse response) {
        return workers.completeTurn(response, "");
    }

    /**
     * Answers an activity, whichever connection it was delivered over. A stale or unknown one is ignored.
     *
     * @param peer as with turns
     */
    public CompletableFuture<Void> completeActivity(ActivityResponse response, String peer) {
        return workers.completeActivity(response, peer);
    }

    /** Answers an activity with its token, whichever connection it was delivered over. */
    public CompletableFuture<Void> completeActivity(ActivityResponse response) {
        return workers.completeActivity(response, "");
    }

    /** Takes a sign of life of an activity, whichever connection it was delivered over. A late or unknown one is ignored. */
    public CompletableFuture<Void> heartbeat(PerdureHeartbeatRequest beat) {
        return workers.heartbeat(beat);
    }

    /** Answers a batch of an entity, whichever connection it was delivered over. Without a known token it is ignored. */
    public CompletableFuture<Void> completeEntity(EntityBatchResult result) {
        return workers.completeEntity(result);
    }

    /** Hands a batch of an entity back. An unknown token is ignored. */
    public CompletableFuture<Void> abandonEntity(String completionToken) {
        return workers.abandon(completionToken);
    }

    /** Hands a turn back. An unknown token is ignored. */
    public CompletableFuture<Void> abandonTurn(String completionToken) {
        return workers.abandon(completionToken);
    }

    /** Hands an activity back. An unknown token is ignored. */
    public CompletableFuture<Void> abandonActivity(String completionToken) {
        return workers.abandon(completionToken);
    }

    /** This engine as an in-process worker sees it. */
    public WorkHost inProcess() {
        return (request, listener) -> connect(request, Reach.IN_PROCESS, listener);
    }

    /** The orchestrator names that any worker has ever announced to this hub (durable), or that one connected now names. */
    public Set<String> announcedOrchestrators() {
        return hub.announcedNames();
    }

    /** The hub's id, chosen when its store was made. */
    public String hubId() {
        return hub.store().getHubId();
    }

    /** The number of partitions of the hub, fixed when its store was made. */
    public int partitions() {
        return hub.store().getPartitions();
    }

    /** Completes exceptionally when the engine has stopped because of a fault (a failed sync, a broken invariant). */
    public CompletableFuture<Void> failure() {
        return hub.failure();
    }

    /** Counters and gauges. Cheap enough to ask for every second. */
    public EngineStats stats() {
        return hub.stats();
    }

    /** Stops taking requests, lets what was accepted become durable, and stops the threads. Idempotent; waits. */
    @Override
    public void close() {
        hub.close();
    }
}
