package dev.perdure.engine.runtime;

import com.google.protobuf.StringValue;
import dev.perdure.core.EntityId;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.EntityRequest;
import dev.perdure.core.protocol.PerdureDelivery;
import dev.perdure.core.protocol.TaskFailureDetails;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.engine.process.EntityQueue;
import dev.perdure.engine.record.AdvanceEntity;
import dev.perdure.engine.record.Command;
import dev.perdure.engine.record.CompleteEntityBatch;
import dev.perdure.engine.record.RedeliveryCause;
import dev.perdure.engine.record.RetryEntityBatch;
import dev.perdure.engine.state.EntityState;
import dev.perdure.engine.state.EntityTable;
import dev.perdure.engine.state.PartitionState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The batches of operations of one partition: which entity waits for a worker, and which is at one. At most one batch of
 * an entity is out at a time, and it leaves once its operations are durable.
 *
 * <p>Confined to its partition. All of it can be derived again from the state.
 */
final class EntityBatches {

    /** Operations of one batch. */
    static final int OPERATIONS_MAX = 1_000;

    /** Bytes of the operations of a batch of more than one; with the state it must fit a worker's message limit. */
    static final long BYTES_MAX = 1 << 20;

    /** The state a batch may leave, in bytes: as for any payload. */
    static final int STATE_BYTES_MAX = 16 << 20;

    /** A batch at a worker, with everything its completion will need. */
    private record Flight(String token, long version, List<Long> taken) {}

    private final Partition partition;
    private final PartitionState state;
    private final Dispatcher dispatcher;
    private final EntityQueue queue;
    private final Set<String> queued = new HashSet<>();
    private final Map<String, Flight> flights = new HashMap<>();
    private final ArrayDeque<String> touched = new ArrayDeque<>();
    private boolean dispatching;

    EntityBatches(Partition partition, PartitionState state, Dispatcher dispatcher) {
        this.partition = partition;
        this.state = state;
        this.dispatcher = dispatcher;
        this.queue = new EntityQueue(state.entities());
    }

    /** Something happened to the entity: {@link #dispatchTouched} will look at it. */
    void touch(String entityId) {
        // A run of messages to one entity needs one look.
        if (!entityId.equals(touched.peekLast())) {
            touched.addLast(entityId);
        }
    }

    /** Its lock was broken: what waits for a worker need not be what is next. */
    void reconsider(String entityId) {
        queued.remove(entityId);
        touch(entityId);
    }

    /** Gives every entity touched what it is ready for. */
    void dispatchTouched() {
        if (dispatching) {
            // Called by a command that is submitted below: the loop goes on with what that has touched.
            return;
        }
        dispatching = true;
        try {
            for (String id = touched.pollFirst(); id != null; id = touched.pollFirst()) {
                dispatchIfReady(id);
            }
        } finally {
            dispatching = false;
        }
    }

    private void dispatchIfReady(String entityId) {
        EntityState entity = state.entities().entity(entityId);
        Flight flight = flights.get(entityId);
        if (flight != null && (entity == null || entity.version() != flight.version())) {
            flights.remove(entityId);
            dispatcher.release(flight.token());
            flight = null;
        }
        if (entity == null || entity.retryAt() > partition.now() || flight != null || queued.contains(entityId)) {
            return;
        }
        EntityQueue.Step next = queue.next(entity);
        if (next.isForTheHost()) {
            partition.submit(Command.newBuilder()
                    .setAdvanceEntity(AdvanceEntity.newBuilder().setEntityId(entityId)));
        } else if (next instanceof EntityQueue.Step.Operations) {
            ConnectedWorker worker = dispatcher.claimEntity(
                    new ReadyWork.Entity(partition, entityId),
                    EntityId.parse(entityId).name());
            if (worker == null) {
                queued.add(entityId);
            } else {
                send(entity, worker);
            }
        }
    }

    /** The dispatcher has found room for a queued entity. */
    void build(String entityId, ConnectedWorker worker) {
        queued.remove(entityId);
        EntityState entity = state.entities().entity(entityId);
        if (entity == null
                || flights.containsKey(entityId)
                || !(queue.next(entity) instanceof EntityQueue.Step.Operations)
                || entity.retryAt() > partition.now()
                || worker.isClosed()) {
            dispatcher.unclaimEntity(worker);
            touch(entityId);
            dispatchTouched();
        } else {
            send(entity, worker);
            dispatchTouched();
        }
    }

    private void send(EntityState entity, ConnectedWorker worker) {
        String id = entity.entityId();
        String token = dispatcher.leaseEntity(worker, partition, id);
        if (token == null) {
            dispatcher.unclaimEntity(worker);
            touch(id);
            return;
        }
        // After a failure one at a time, so that one bad operation does not take others with it.
        List<EntityTable.Entry> batch = queue.batch(entity, entity.attempts() > 0 ? 1 : OPERATIONS_MAX, BYTES_MAX);
        flights.put(
                id,
                new Flight(
                        token,
                        entity.version(),
                        batch.stream().map(EntityTable.Entry::sequence).toList()));
        EntityRequest.Builder request =
                EntityRequest.newBuilder().setInstanceId(id).setExecutionId(executionId(id));
        StringValue userState = state.entities().userState(id);
        if (userState != null) {
            request.setEntityState(userState);
        }
        batch.forEach(entry -> request.addOperationRequests(entry.message().getOperation()));
        WorkItem item = WorkItem.newBuilder()
                .setEntityRequestV2(request)
                .setCompletionToken(token)
                .setPerdureDelivery(PerdureDelivery.newBuilder().setDeliveryNumber(entity.attempts() + 1))
                .build();
        partition.afterCommit(() -> dispatcher.deliver(worker, item));
    }

    /** Workers want one; an entity has the same for ever. */
    private static String executionId(String entityId) {
        return UUID.nameUUIDFromBytes(entityId.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
    }

    /** A worker's answer. Whatever does not fit is ignored. */
    void answered(String entityId, String token, EntityBatchResult result, CompletableFuture<Void> reply) {
        Flight flight = landed(entityId, token);
        if (flight == null) {
            partition.stale(reply);
            return;
        }
        TaskFailureDetails failure = failure(entityId, result);
        if (failure != null) {
            partition.countRedelivery();
            partition.submitCompletion(retry(entityId, flight, RedeliveryCause.ABANDONED, failure), reply);
        } else {
            CompleteEntityBatch.Builder complete = CompleteEntityBatch.newBuilder()
                    .setEntityId(entityId)
                    .setVersion(flight.version())
                    .addAllTaken(flight.taken())
                    .addAllResults(result.getResultsList())
                    .addAllActions(result.getActionsList());
            if (result.hasEntityState()) {
                complete.setState(result.getEntityState());
            }
            partition.submitCompletion(Command.newBuilder().setCompleteEntityBatch(complete), reply);
        }
        lookAgain(entityId);
    }

    /** Why nothing of an answer counts, or null. */
    private static @Nullable TaskFailureDetails failure(String entityId, EntityBatchResult result) {
        if (result.hasFailureDetails()) {
            return result.getFailureDetails();
        }
        if (result.getResultsCount() == 0) {
            return unusable("The worker's answer for entity '" + entityId + "' has no result.");
        }
        int bytes = result.getEntityState().getValueBytes().size();
        return bytes <= STATE_BYTES_MAX
                ? null
                : unusable("The state of entity '" + entityId + "' would have " + bytes + " bytes; at most "
                        + STATE_BYTES_MAX + " are allowed. Spread it over several entities.");
    }

    private static TaskFailureDetails unusable(String message) {
        return TaskFailureDetails.newBuilder()
                .setErrorType("dev.perdure.EntityAnswerUnusable")
                .setErrorMessage(message)
                .build();
    }

    /** A batch came back without an answer. */
    void lost(String entityId, String token, RedeliveryCause cause) {
        Flight flight = landed(entityId, token);
        if (flight != null) {
            partition.countRedelivery();
            partition.submit(retry(entityId, flight, cause, null));
            lookAgain(entityId);
        }
    }

    private @Nullable Flight landed(String entityId, String token) {
        Flight flight = flights.get(entityId);
        if (flight == null || !flight.token().equals(token)) {
            return null;
        }
        flights.remove(entityId);
        return flight;
    }

    private void lookAgain(String entityId) {
        touch(entityId);
        dispatchTouched();
    }

    private static Command.Builder retry(
            String entityId, Flight flight, RedeliveryCause cause, @Nullable TaskFailureDetails failure) {
        RetryEntityBatch.Builder retry = RetryEntityBatch.newBuilder()
                .setEntityId(entityId)
                .setVersion(flight.version())
                .addAllTaken(flight.taken())
                .setCause(cause);
        if (failure != null) {
            retry.setFailure(failure);
        }
        return Command.newBuilder().setRetryEntityBatch(retry);
    }
}
