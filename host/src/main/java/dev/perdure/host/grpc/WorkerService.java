package dev.perdure.host.grpc;

import com.google.protobuf.Empty;
import dev.perdure.core.protocol.AbandonActivityTaskRequest;
import dev.perdure.core.protocol.AbandonActivityTaskResponse;
import dev.perdure.core.protocol.AbandonEntityTaskRequest;
import dev.perdure.core.protocol.AbandonEntityTaskResponse;
import dev.perdure.core.protocol.AbandonOrchestrationTaskRequest;
import dev.perdure.core.protocol.AbandonOrchestrationTaskResponse;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.CleanEntityStorageRequest;
import dev.perdure.core.protocol.CleanEntityStorageResponse;
import dev.perdure.core.protocol.CompleteTaskResponse;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.GetEntityRequest;
import dev.perdure.core.protocol.GetEntityResponse;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.HistoryChunk;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.PerdureHeartbeatRequest;
import dev.perdure.core.protocol.PerdureHeartbeatResponse;
import dev.perdure.core.protocol.QueryEntitiesRequest;
import dev.perdure.core.protocol.QueryEntitiesResponse;
import dev.perdure.core.protocol.SignalEntityRequest;
import dev.perdure.core.protocol.SignalEntityResponse;
import dev.perdure.core.protocol.StreamInstanceHistoryRequest;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.engine.Reach;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.host.disk.DiskRoom;
import dev.perdure.wire.TaskHubSidecarServiceGrpc;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker part of the service. A completion is answered once the engine has made it durable or ignored it; what is
 * stale or unknown is answered OK, because workers take an error for a broken connection.
 *
 * <p>Thread-safe.
 */
final class WorkerService extends TaskHubSidecarServiceGrpc.TaskHubSidecarServiceImplBase implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerService.class);

    private final TaskHubEngine engine;
    private final EntityCalls entities;
    private final Duration healthPing;
    private final DiskRoom room;
    private final Set<WorkItemStream> streams = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService pings = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "perdure-grpc-pings");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean closing;

    WorkerService(TaskHubEngine engine, Duration healthPing, DiskRoom room) {
        this.engine = engine;
        this.entities = new EntityCalls(engine);
        this.healthPing = healthPing;
        this.room = room;
        room.whenLow(() -> streams.forEach(this::endIfLow));
    }

    @Override
    public void hello(Empty request, StreamObserver<Empty> observer) {
        observer.onNext(Empty.getDefaultInstance());
        observer.onCompleted();
    }

    @Override
    public void getWorkItems(GetWorkItemsRequest request, StreamObserver<WorkItem> observer) {
        WorkItemStream stream = new WorkItemStream((ServerCallStreamObserver<WorkItem>) observer);
        if (room.refusal().isPresent()) {
            // Before the engine knows of the worker, or it would hand it work, and count that as lost.
            endIfLow(stream);
            return;
        }
        streams.add(stream);
        String name = request.getPerdureWorker().getWorkerId();
        LOG.info("Worker {} connected.", name);
        stream.onEnd(() -> {
            streams.remove(stream);
            LOG.info("Worker {} disconnected.", name);
        });
        try {
            ScheduledFuture<?> ping = pings.scheduleAtFixedRate(
                    stream::ping, healthPing.toMillis(), healthPing.toMillis(), TimeUnit.MILLISECONDS);
            stream.onEnd(() -> ping.cancel(false));
            stream.connected(engine.connect(request, Reach.REMOTE, stream));
        } catch (RuntimeException e) {
            LOG.warn("A worker could not be connected.", e);
            stream.onClosed(e);
        }
        if (closing) {
            stream.onClosed(null);
        }
        endIfLow(stream);
    }

    /** Work that is not handed out cannot make the store grow. Workers connect again and again until it is. */
    private void endIfLow(WorkItemStream stream) {
        room.refusal().ifPresent(sentence -> stream.end(Status.RESOURCE_EXHAUSTED.withDescription(sentence)));
    }

    @Override
    public void completeOrchestratorTask(OrchestratorResponse response, StreamObserver<CompleteTaskResponse> observer) {
        answer(engine.completeTurn(response), CompleteTaskResponse.getDefaultInstance(), observer);
    }

    @Override
    public void completeActivityTask(ActivityResponse response, StreamObserver<CompleteTaskResponse> observer) {
        answer(engine.completeActivity(response), CompleteTaskResponse.getDefaultInstance(), observer);
    }

    @Override
    public void perdureHeartbeat(PerdureHeartbeatRequest request, StreamObserver<PerdureHeartbeatResponse> observer) {
        answer(engine.heartbeat(request), PerdureHeartbeatResponse.getDefaultInstance(), observer);
    }

    @Override
    public void abandonTaskOrchestratorWorkItem(
            AbandonOrchestrationTaskRequest request, StreamObserver<AbandonOrchestrationTaskResponse> observer) {
        answer(
                engine.abandonTurn(request.getCompletionToken()),
                AbandonOrchestrationTaskResponse.getDefaultInstance(),
                observer);
    }

    @Override
    public void abandonTaskActivityWorkItem(
            AbandonActivityTaskRequest request, StreamObserver<AbandonActivityTaskResponse> observer) {
        answer(
                engine.abandonActivity(request.getCompletionToken()),
                AbandonActivityTaskResponse.getDefaultInstance(),
                observer);
    }

    @Override
    public void streamInstanceHistory(StreamInstanceHistoryRequest request, StreamObserver<HistoryChunk> observer) {
        ServerCallStreamObserver<HistoryChunk> client = (ServerCallStreamObserver<HistoryChunk>) observer;
        client.setOnReadyHandler(new HistoryStream(engine, request, client));
    }

    @Override
    public void completeEntityTask(EntityBatchResult result, StreamObserver<CompleteTaskResponse> observer) {
        answer(engine.completeEntity(result), CompleteTaskResponse.getDefaultInstance(), observer);
    }

    @Override
    public void abandonTaskEntityWorkItem(
            AbandonEntityTaskRequest request, StreamObserver<AbandonEntityTaskResponse> observer) {
        answer(
                engine.abandonEntity(request.getCompletionToken()),
                AbandonEntityTaskResponse.getDefaultInstance(),
                observer);
    }

    @Override
    public void signalEntity(SignalEntityRequest request, StreamObserver<SignalEntityResponse> observer) {
        room.refusal()
                .ifPresentOrElse(
                        sentence -> observer.onError(Status.RESOURCE_EXHAUSTED
                                .withDescription(sentence)
                                .asRuntimeException()),
                        () -> asked(() -> entities.signal(request), observer));
    }

    @Override
    public void getEntity(GetEntityRequest request, StreamObserver<GetEntityResponse> observer) {
        asked(() -> CompletableFuture.completedFuture(entities.get(request)), observer);
    }

    @Override
    public void queryEntities(QueryEntitiesRequest request, StreamObserver<QueryEntitiesResponse> observer) {
        asked(() -> CompletableFuture.completedFuture(entities.query(request)), observer);
    }

    @Override
    public void cleanEntityStorage(
            CleanEntityStorageRequest request, StreamObserver<CleanEntityStorageResponse> observer) {
        asked(() -> entities.clean(request), observer);
    }

    /** Ends all streams, those that come later too. Idempotent. */
    @Override
    public void close() {
        closing = true;
        streams.forEach(stream -> stream.onClosed(null));
        pings.shutdownNow();
    }

    /** Answers a client: what it asked wrongly is its own error, and any other failure says that the host is stopping. */
    private static <T> void asked(Supplier<CompletableFuture<T>> asking, StreamObserver<T> observer) {
        CompletableFuture<T> answer;
        try {
            answer = asking.get();
        } catch (IllegalArgumentException e) {
            observer.onError(
                    Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException());
            return;
        }
        var unused = answer.whenComplete((response, failure) -> {
            if (failure == null) {
                observer.onNext(response);
                observer.onCompleted();
                return;
            }
            Throwable cause = failure instanceof CompletionException e && e.getCause() != null ? e.getCause() : failure;
            observer.onError(
                    cause instanceof StatusRuntimeException
                            ? cause
                            : Status.UNAVAILABLE
                                    .withDescription("The host is stopping; ask again once it is back.")
                                    .asRuntimeException());
        });
    }

    private static <T> void answer(CompletableFuture<Void> done, T response, StreamObserver<T> observer) {
        // The result of whenComplete is not needed: the observer has been told.
        var unused = done.whenComplete((nothing, failure) -> {
            if (failure == null) {
                observer.onNext(response);
                observer.onCompleted();
            } else {
                // Only an engine that is stopping fails a completion. The worker sends it again to the next one.
                observer.onError(Status.UNAVAILABLE
                        .withDescription("The host is stopping; the completion is not confirmed. Send it again.")
                        .asRuntimeException());
            }
        });
    }
}
