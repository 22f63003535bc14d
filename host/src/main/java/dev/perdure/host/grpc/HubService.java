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
import dev.perdure.core.protocol.CreateInstanceRequest;
import dev.perdure.core.protocol.CreateInstanceResponse;
import dev.perdure.core.protocol.CreateTaskHubRequest;
import dev.perdure.core.protocol.CreateTaskHubResponse;
import dev.perdure.core.protocol.DeleteTaskHubRequest;
import dev.perdure.core.protocol.DeleteTaskHubResponse;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.GetEntityRequest;
import dev.perdure.core.protocol.GetEntityResponse;
import dev.perdure.core.protocol.GetInstanceRequest;
import dev.perdure.core.protocol.GetInstanceResponse;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.HistoryChunk;
import dev.perdure.core.protocol.ListInstanceIdsRequest;
import dev.perdure.core.protocol.ListInstanceIdsResponse;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.PerdureCompletionBatch;
import dev.perdure.core.protocol.PerdureConfirmations;
import dev.perdure.core.protocol.PerdureHeartbeatRequest;
import dev.perdure.core.protocol.PerdureHeartbeatResponse;
import dev.perdure.core.protocol.PurgeInstancesRequest;
import dev.perdure.core.protocol.PurgeInstancesResponse;
import dev.perdure.core.protocol.QueryEntitiesRequest;
import dev.perdure.core.protocol.QueryEntitiesResponse;
import dev.perdure.core.protocol.QueryInstancesRequest;
import dev.perdure.core.protocol.QueryInstancesResponse;
import dev.perdure.core.protocol.RaiseEventRequest;
import dev.perdure.core.protocol.RaiseEventResponse;
import dev.perdure.core.protocol.RestartInstanceRequest;
import dev.perdure.core.protocol.RestartInstanceResponse;
import dev.perdure.core.protocol.ResumeRequest;
import dev.perdure.core.protocol.ResumeResponse;
import dev.perdure.core.protocol.RewindInstanceRequest;
import dev.perdure.core.protocol.RewindInstanceResponse;
import dev.perdure.core.protocol.SignalEntityRequest;
import dev.perdure.core.protocol.SignalEntityResponse;
import dev.perdure.core.protocol.SkipGracefulOrchestrationTerminationsRequest;
import dev.perdure.core.protocol.SkipGracefulOrchestrationTerminationsResponse;
import dev.perdure.core.protocol.StreamInstanceHistoryRequest;
import dev.perdure.core.protocol.SuspendRequest;
import dev.perdure.core.protocol.SuspendResponse;
import dev.perdure.core.protocol.TerminateRequest;
import dev.perdure.core.protocol.TerminateResponse;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.WaitCondition;
import dev.perdure.host.disk.DiskRoom;
import dev.perdure.wire.TaskHubSidecarServiceGrpc;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The service, all of it: hands each call to what serves it. A worker's completion is answered once the engine has made
 * it durable or ignored it; what is stale or unknown is answered OK, because workers take an error for a broken
 * connection.
 *
 * <p>Thread-safe.
 */
final class HubService extends TaskHubSidecarServiceGrpc.TaskHubSidecarServiceImplBase implements AutoCloseable {

    private final TaskHubEngine engine;
    private final DiskRoom room;
    private final Executor reads;
    private final WorkerStreams workers;
    private final CompletionStreams completions;
    private final AnswerLimits limits;
    private final InstanceCalls instances;
    private final InstanceQueries queries;
    private final InstancePurges purges;
    private final InstanceWaiting waits;
    private final HubEmptying hub;
    private final EntityCalls entities;

    /**
     * @param sending sends what may wait a moment, so that what falls together travels together
     * @param reads runs what may take the store long, so that completions do not wait behind it
     */
    HubService(
            TaskHubEngine engine,
            GrpcDoorOptions.Rules rules,
            Duration healthPing,
            DiskRoom room,
            Executor sending,
            Executor reads) {
        this.engine = engine;
        this.room = room;
        this.reads = reads;
        this.workers = new WorkerStreams(engine, healthPing, room, sending);
        this.limits = new AnswerLimits(rules.payloadBytesMax());
        this.completions = new CompletionStreams(engine, limits, sending);
        this.instances = new InstanceCalls(engine, rules);
        this.queries = new InstanceQueries(engine, rules.taskHub());
        this.purges = new InstancePurges(engine, reads);
        this.waits = new InstanceWaiting(engine, reads);
        this.hub = new HubEmptying(engine, rules.mayEmptyHub());
        this.entities = new EntityCalls(engine, rules);
    }

    @Override
    public void hello(Empty request, StreamObserver<Empty> observer) {
        Answers.now(Empty::getDefaultInstance, observer);
    }

    @Override
    public void startInstance(CreateInstanceRequest request, StreamObserver<CreateInstanceResponse> observer) {
        growing(() -> instances.start(request), observer);
    }

    @Override
    public void getInstance(GetInstanceRequest request, StreamObserver<GetInstanceResponse> observer) {
        Answers.give(() -> reading(() -> queries.get(request)), observer);
    }

    @Override
    public void waitForInstanceStart(GetInstanceRequest request, StreamObserver<GetInstanceResponse> observer) {
        await(request, WaitCondition.STARTED, observer);
    }

    @Override
    public void waitForInstanceCompletion(GetInstanceRequest request, StreamObserver<GetInstanceResponse> observer) {
        await(request, WaitCondition.COMPLETED, observer);
    }

    @Override
    public void raiseEvent(RaiseEventRequest request, StreamObserver<RaiseEventResponse> observer) {
        growing(() -> instances.raiseEvent(request), observer);
    }

    @Override
    public void terminateInstance(TerminateRequest request, StreamObserver<TerminateResponse> observer) {
        Answers.give(() -> instances.terminate(request), observer);
    }

    @Override
    public void suspendInstance(SuspendRequest request, StreamObserver<SuspendResponse> observer) {
        growing(() -> instances.suspend(request), observer);
    }

    @Override
    public void resumeInstance(ResumeRequest request, StreamObserver<ResumeResponse> observer) {
        growing(() -> instances.resume(request), observer);
    }

    @Override
    public void rewindInstance(RewindInstanceRequest request, StreamObserver<RewindInstanceResponse> observer) {
        growing(() -> instances.rewind(request), observer);
    }

    @Override
    public void restartInstance(RestartInstanceRequest request, StreamObserver<RestartInstanceResponse> observer) {
        growing(() -> instances.restart(request), observer);
    }

    @Override
    public void skipGracefulOrchestrationTerminations(
            SkipGracefulOrchestrationTerminationsRequest request,
            StreamObserver<SkipGracefulOrchestrationTerminationsResponse> observer) {
        Answers.give(() -> instances.skipGraceful(request), observer);
    }

    @Override
    public void queryInstances(QueryInstancesRequest request, StreamObserver<QueryInstancesResponse> observer) {
        Answers.give(() -> reading(() -> queries.query(request)), observer);
    }

    @Override
    public void listInstanceIds(ListInstanceIdsRequest request, StreamObserver<ListInstanceIdsResponse> observer) {
        Answers.give(() -> reading(() -> queries.list(request)), observer);
    }

    @Override
    public void purgeInstances(PurgeInstancesRequest request, StreamObserver<PurgeInstancesResponse> observer) {
        Answers.give(() -> purges.purge(request), observer);
    }

    @Override
    public void streamInstanceHistory(StreamInstanceHistoryRequest request, StreamObserver<HistoryChunk> observer) {
        ServerCallStreamObserver<HistoryChunk> client = (ServerCallStreamObserver<HistoryChunk>) observer;
        client.setOnReadyHandler(new HistoryStream(engine, request, client));
    }

    @Override
    public void createTaskHub(CreateTaskHubRequest request, StreamObserver<CreateTaskHubResponse> observer) {
        Answers.give(
                () -> reading(() -> {
                    if (request.getRecreateIfExists()) {
                        hub.empty();
                    }
                    return CreateTaskHubResponse.getDefaultInstance();
                }),
                observer);
    }

    @Override
    public void deleteTaskHub(DeleteTaskHubRequest request, StreamObserver<DeleteTaskHubResponse> observer) {
        Answers.give(
                () -> reading(() -> {
                    hub.empty();
                    return DeleteTaskHubResponse.getDefaultInstance();
                }),
                observer);
    }

    @Override
    public void signalEntity(SignalEntityRequest request, StreamObserver<SignalEntityResponse> observer) {
        growing(() -> entities.signal(request), observer);
    }

    @Override
    public void getEntity(GetEntityRequest request, StreamObserver<GetEntityResponse> observer) {
        Answers.give(() -> reading(() -> entities.get(request)), observer);
    }

    @Override
    public void queryEntities(QueryEntitiesRequest request, StreamObserver<QueryEntitiesResponse> observer) {
        Answers.give(() -> reading(() -> entities.query(request)), observer);
    }

    @Override
    public void cleanEntityStorage(
            CleanEntityStorageRequest request, StreamObserver<CleanEntityStorageResponse> observer) {
        Answers.give(() -> entities.clean(request), observer);
    }

    @Override
    public void getWorkItems(GetWorkItemsRequest request, StreamObserver<WorkItem> observer) {
        workers.open(request, Caller.current(), (ServerCallStreamObserver<WorkItem>) observer);
    }

    @Override
    public void completeOrchestratorTask(OrchestratorResponse request, StreamObserver<CompleteTaskResponse> observer) {
        confirmed(
                engine.completeTurn(limits.within(request), Caller.current().peer()),
                CompleteTaskResponse.getDefaultInstance(),
                observer);
    }

    @Override
    public void completeActivityTask(ActivityResponse request, StreamObserver<CompleteTaskResponse> observer) {
        confirmed(
                engine.completeActivity(limits.within(request), Caller.current().peer()),
                CompleteTaskResponse.getDefaultInstance(),
                observer);
    }

    @Override
    public StreamObserver<PerdureCompletionBatch> perdureCompletions(StreamObserver<PerdureConfirmations> observer) {
        return completions.open((ServerCallStreamObserver<PerdureConfirmations>) observer);
    }

    @Override
    public void completeEntityTask(EntityBatchResult request, StreamObserver<CompleteTaskResponse> observer) {
        confirmed(engine.completeEntity(request), CompleteTaskResponse.getDefaultInstance(), observer);
    }

    @Override
    public void perdureHeartbeat(PerdureHeartbeatRequest request, StreamObserver<PerdureHeartbeatResponse> observer) {
        confirmed(engine.heartbeat(request), PerdureHeartbeatResponse.getDefaultInstance(), observer);
    }

    @Override
    public void abandonTaskOrchestratorWorkItem(
            AbandonOrchestrationTaskRequest request, StreamObserver<AbandonOrchestrationTaskResponse> observer) {
        confirmed(
                engine.abandonTurn(request.getCompletionToken()),
                AbandonOrchestrationTaskResponse.getDefaultInstance(),
                observer);
    }

    @Override
    public void abandonTaskActivityWorkItem(
            AbandonActivityTaskRequest request, StreamObserver<AbandonActivityTaskResponse> observer) {
        confirmed(
                engine.abandonActivity(request.getCompletionToken()),
                AbandonActivityTaskResponse.getDefaultInstance(),
                observer);
    }

    @Override
    public void abandonTaskEntityWorkItem(
            AbandonEntityTaskRequest request, StreamObserver<AbandonEntityTaskResponse> observer) {
        confirmed(
                engine.abandonEntity(request.getCompletionToken()),
                AbandonEntityTaskResponse.getDefaultInstance(),
                observer);
    }

    /** Ends all streams and waits, those that come later too. Idempotent. */
    @Override
    public void close() {
        workers.close();
        completions.close();
        waits.close();
    }

    private void await(
            GetInstanceRequest request, WaitCondition condition, StreamObserver<GetInstanceResponse> observer) {
        var client = (ServerCallStreamObserver<GetInstanceResponse>) observer;
        Answers.give(() -> waits.await(request, condition, client), observer);
    }

    /** Calls that make the store grow are refused while its disk is low. */
    private <T> void growing(Supplier<CompletableFuture<T>> asking, StreamObserver<T> observer) {
        Answers.give(
                () -> {
                    room.refusal().ifPresent(sentence -> {
                        throw Status.RESOURCE_EXHAUSTED
                                .withDescription(sentence)
                                .asRuntimeException();
                    });
                    return asking.get();
                },
                observer);
    }

    private <T> CompletableFuture<T> reading(Supplier<T> read) {
        return CompletableFuture.supplyAsync(read, Context.currentContextExecutor(reads));
    }

    private static <T> void confirmed(CompletableFuture<Void> done, T response, StreamObserver<T> observer) {
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
