package dev.perdure.engine.runtime;

import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.PerdureHeartbeatRequest;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;
import dev.perdure.engine.Reach;
import dev.perdure.engine.WorkerIdentity;
import dev.perdure.engine.WorkerView;
import dev.perdure.engine.record.CompleteActivity;
import dev.perdure.engine.record.RecordHeartbeat;
import dev.perdure.engine.record.RedeliveryCause;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where workers come in: connections, and completions, which may come over any connection or none, as their token says
 * all there is to know.
 *
 * <p>Thread-safe.
 */
public final class WorkerDoor {

    /** Characters of what a heartbeat may say. */
    private static final int HEARTBEAT_CHARS_MAX = 65_536;

    private static final Logger LOG = LoggerFactory.getLogger(WorkerDoor.class);

    private final Hub hub;

    WorkerDoor(Hub hub) {
        this.hub = hub;
    }

    public WorkerConnection connect(
            GetWorkItemsRequest request, Reach reach, WorkerIdentity identity, WorkItemListener listener) {
        ConnectedWorker worker = hub.connect(request, reach, identity, listener);
        return new Connection(worker);
    }

    /** The workers connected now. */
    public List<WorkerView> views() {
        return hub.dispatcher().views();
    }

    /**
     * Answers a turn; a stale or unknown one is ignored.
     *
     * @param peer the connection the answer came over, which says whose it is if it has no token
     */
    public CompletableFuture<Void> completeTurn(OrchestratorResponse response, String peer) {
        String instanceId = response.getInstanceId();
        if (instanceId.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        if (!response.getCompletionToken().isEmpty()) {
            return hub.partitionOf(instanceId).turnAnswered(response, false);
        }
        String token = hub.dispatcher().expected(peer, new Leases.Asked(instanceId, Leases.Asked.TURN));
        if (token.isEmpty()) {
            return nobodys("turn", instanceId);
        }
        return hub.partitionOf(instanceId)
                .turnAnswered(response.toBuilder().setCompletionToken(token).build(), true);
    }

    /**
     * Answers an activity; a stale or unknown one is ignored.
     *
     * @param peer as with turns
     */
    public CompletableFuture<Void> completeActivity(ActivityResponse response, String peer) {
        String instanceId = response.getInstanceId();
        if (instanceId.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        String given = response.getCompletionToken();
        String token = given.isEmpty()
                ? hub.dispatcher().expected(peer, new Leases.Asked(instanceId, response.getTaskId()))
                : given;
        if (token.isEmpty()) {
            return nobodys("activity", instanceId);
        }
        Lease lease = hub.dispatcher().release(token);
        if (lease != null && !lease.isOf(response)) {
            Dispatcher.takeBack(lease, RedeliveryCause.ABANDONED);
        }
        CompleteActivity.Builder completion = CompleteActivity.newBuilder()
                .setInstanceId(instanceId)
                .setExecutionId(Token.executionId(token))
                .setTaskId(response.getTaskId());
        // Failure details decide, not the absence of a result: some workers send an empty result for none.
        if (response.hasFailureDetails()) {
            completion.setFailure(response.getFailureDetails());
        } else if (response.hasResult()) {
            completion.setResult(response.getResult());
        }
        return hub.partitionOf(instanceId).activityAnswered(completion.build());
    }

    /** An answer without a token, over a connection that was not asked: it may be of another execution. */
    private CompletableFuture<Void> nobodys(String what, String instanceId) {
        hub.counters().stale.increment();
        LOG.warn(
                "An answer without completion token for work ({}) of instance {} is ignored: its connection was not given"
                        + " one. It may have been before a restart; a proxy between worker and host must not spread"
                        + " one worker's calls over several connections.",
                what,
                instanceId);
        return CompletableFuture.completedFuture(null);
    }

    /** Answers a batch of an entity. Its token is all that says which one; a stale, unknown or empty one is ignored. */
    public CompletableFuture<Void> completeEntity(EntityBatchResult result) {
        Lease lease = hub.dispatcher().release(result.getCompletionToken());
        if (lease instanceof Lease.OfEntity entity) {
            return entity.partition().entityAnswered(entity.entityId(), entity.token(), result);
        }
        if (lease != null) {
            Dispatcher.takeBack(lease, RedeliveryCause.ABANDONED);
        }
        return CompletableFuture.completedFuture(null);
    }

    /** Takes a turn, an activity or a batch back, to be delivered again after a while; an unknown token is ignored. */
    public CompletableFuture<Void> abandon(String token) {
        Lease lease = hub.dispatcher().release(token);
        switch (lease) {
            case null -> {}
            case Lease.OfTurn turn -> hub.dispatcher().rest(turn);
            case Lease.OfActivity activity -> hub.dispatcher().rest(activity);
            case Lease.OfEntity entity -> {
                return entity.partition().entityBatchAbandoned(entity.entityId(), entity.token());
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    /**
     * Takes a sign of life of an activity: its lease begins anew, and what it says is kept with the task. Ignored if the
     * delivery under this token is not the present one, or says more than may be kept.
     */
    public CompletableFuture<Void> heartbeat(PerdureHeartbeatRequest beat) {
        boolean fits = !beat.hasDetail() || beat.getDetail().getValue().length() <= HEARTBEAT_CHARS_MAX;
        Lease.OfActivity lease = fits ? hub.dispatcher().extend(beat.getCompletionToken()) : null;
        if (lease == null) {
            hub.counters().stale.increment();
            return CompletableFuture.completedFuture(null);
        }
        ActivityItem item = lease.item();
        RecordHeartbeat.Builder record = RecordHeartbeat.newBuilder()
                .setInstanceId(item.instanceId())
                .setExecutionId(item.executionId())
                .setTaskId(item.request().getTaskId())
                .setDelivery(item.delivery());
        if (beat.hasDetail()) {
            record.setDetail(beat.getDetail());
        }
        return item.partition().heartbeat(record.build());
    }

    private final class Connection implements WorkerConnection {
        private final ConnectedWorker worker;

        private Connection(ConnectedWorker worker) {
            this.worker = worker;
        }

        @Override
        public CompletableFuture<Void> completeTurn(OrchestratorResponse response) {
            return WorkerDoor.this.completeTurn(response, worker.peer());
        }

        @Override
        public CompletableFuture<Void> completeActivity(ActivityResponse response) {
            return WorkerDoor.this.completeActivity(response, worker.peer());
        }

        @Override
        public CompletableFuture<Void> completeEntity(EntityBatchResult result) {
            return WorkerDoor.this.completeEntity(result);
        }

        @Override
        public CompletableFuture<Void> heartbeat(PerdureHeartbeatRequest beat) {
            return WorkerDoor.this.heartbeat(beat);
        }

        @Override
        public CompletableFuture<Void> abandonEntity(String completionToken) {
            return abandon(completionToken);
        }

        @Override
        public CompletableFuture<Void> abandonTurn(String completionToken) {
            return abandon(completionToken);
        }

        @Override
        public CompletableFuture<Void> abandonActivity(String completionToken) {
            return abandon(completionToken);
        }

        @Override
        public void close() {
            hub.dispatcher().remove(worker);
        }

        @Override
        public void closeByHost() {
            hub.dispatcher().dismiss(worker);
        }
    }
}
