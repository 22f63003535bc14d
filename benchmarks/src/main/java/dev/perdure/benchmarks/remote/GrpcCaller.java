package dev.perdure.benchmarks.remote;

import com.google.protobuf.StringValue;
import dev.perdure.core.InstanceId;
import dev.perdure.core.protocol.CreateInstanceRequest;
import dev.perdure.core.protocol.CreateInstanceResponse;
import dev.perdure.core.protocol.GetInstanceRequest;
import dev.perdure.core.protocol.GetInstanceResponse;
import dev.perdure.core.protocol.OrchestrationStatus;
import dev.perdure.core.protocol.RaiseEventRequest;
import dev.perdure.core.protocol.RaiseEventResponse;
import dev.perdure.wire.TaskHubSidecarServiceGrpc;
import dev.perdure.wire.TaskHubSidecarServiceGrpc.TaskHubSidecarServiceStub;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** A client over gRPC that costs as little as one can: one connection, no thread of its own. Thread-safe. */
final class GrpcCaller implements AutoCloseable {

    private final ManagedChannel channel;
    private final TaskHubSidecarServiceStub stub;

    GrpcCaller(int port) {
        channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .directExecutor()
                .disableRetry()
                .build();
        stub = TaskHubSidecarServiceGrpc.newStub(channel);
    }

    /** Starts an instance and completes when the host has acknowledged it. */
    CompletableFuture<CreateInstanceResponse> start(String instanceId, String orchestrator, String input) {
        return answer(
                stub::startInstance,
                CreateInstanceRequest.newBuilder()
                        .setInstanceId(instanceId)
                        .setName(orchestrator)
                        .setInput(StringValue.of(input))
                        .build());
    }

    /** Completes when the instance has ended, whether it exists already or not. */
    CompletableFuture<GetInstanceResponse> waitFor(String instanceId) {
        return answer(
                stub::waitForInstanceCompletion,
                GetInstanceRequest.newBuilder().setInstanceId(instanceId).build());
    }

    CompletableFuture<RaiseEventResponse> raiseEvent(String instanceId, String name) {
        return answer(
                stub::raiseEvent,
                RaiseEventRequest.newBuilder()
                        .setInstanceId(instanceId)
                        .setName(name)
                        .setInput(StringValue.of("\"" + name + "\""))
                        .build());
    }

    /** Starts an instance and completes when it has ended as Completed; fails if it cannot, or ends otherwise. */
    CompletableFuture<Void> run(String orchestrator, String input) {
        String instanceId = InstanceId.random();
        CompletableFuture<Void> ended = waitFor(instanceId).thenAccept(GrpcCaller::requireCompleted);
        CompletableFuture<Void> unused = start(instanceId, orchestrator, input).handle((started, failure) -> {
            if (failure != null) {
                ended.completeExceptionally(failure);
            }
            return null;
        });
        return ended;
    }

    static void requireCompleted(GetInstanceResponse response) {
        OrchestrationStatus status = response.getOrchestrationState().getOrchestrationStatus();
        if (status != OrchestrationStatus.ORCHESTRATION_STATUS_COMPLETED) {
            throw new IllegalStateException(
                    "Instance " + response.getOrchestrationState().getInstanceId() + " ended as " + status + ".");
        }
    }

    private static <Q, A> CompletableFuture<A> answer(BiConsumer<Q, StreamObserver<A>> call, Q question) {
        CompletableFuture<A> answer = new CompletableFuture<>();
        call.accept(question, new StreamObserver<>() {
            @Override
            public void onNext(A value) {
                answer.complete(value);
            }

            @Override
            public void onError(Throwable cause) {
                answer.completeExceptionally(cause);
            }

            @Override
            public void onCompleted() {
                answer.completeExceptionally(new IllegalStateException("The host has answered with nothing."));
            }
        });
        return answer;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        try {
            boolean unused = channel.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
