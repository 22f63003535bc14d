package dev.perdure.sdk.grpc;

import com.google.protobuf.Empty;
import dev.perdure.core.protocol.AbandonActivityTaskRequest;
import dev.perdure.core.protocol.AbandonActivityTaskResponse;
import dev.perdure.core.protocol.AbandonOrchestrationTaskRequest;
import dev.perdure.core.protocol.AbandonOrchestrationTaskResponse;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.CompleteTaskResponse;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.worker.WorkHost;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;
import dev.perdure.wire.TaskHubSidecarServiceGrpc;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A gRPC server on the loopback that serves one worker for a host in memory, and can be killed and restarted. */
final class FakeServer extends TaskHubSidecarServiceGrpc.TaskHubSidecarServiceImplBase implements AutoCloseable {

    private static final int MESSAGE_BYTES_MAX = 64 * 1024 * 1024;

    private final WorkHost host;
    private final AtomicReference<@Nullable WorkerConnection> worker = new AtomicReference<>();
    private Server server;
    private final int port;

    FakeServer(WorkHost host) throws IOException {
        this.host = host;
        this.server = bound(0);
        this.port = server.getPort();
    }

    String target() {
        return "127.0.0.1:" + port;
    }

    /** Ends all connections at once, as a killed process does. */
    void kill() throws InterruptedException {
        server.shutdownNow();
        if (!server.awaitTermination(30, TimeUnit.SECONDS)) {
            throw new AssertionError("the server does not end");
        }
    }

    /** Serves again on the same port. */
    void restart() throws IOException {
        server = bound(port);
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Server bound(int onPort) throws IOException {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort))
                .addService(this)
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .permitKeepAliveTime(1, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .build()
                .start();
    }

    @Override
    public void hello(Empty request, StreamObserver<Empty> reply) {
        reply.onNext(request);
        reply.onCompleted();
    }

    @Override
    public void getWorkItems(GetWorkItemsRequest request, StreamObserver<WorkItem> stream) {
        AtomicReference<@Nullable WorkerConnection> mine = new AtomicReference<>();
        ((ServerCallStreamObserver<WorkItem>) stream).setOnCancelHandler(() -> {
            WorkerConnection ended = mine.get();
            if (ended != null) {
                ended.close();
            }
        });
        WorkerConnection connection = host.connect(request, new WorkItemListener() {
            @Override
            public void onWorkItem(WorkItem item) {
                stream.onNext(item);
            }

            @Override
            public void onClosed(@Nullable Throwable cause) {
                stream.onCompleted();
            }
        });
        mine.set(connection);
        worker.set(connection);
    }

    @Override
    public void completeOrchestratorTask(OrchestratorResponse request, StreamObserver<CompleteTaskResponse> reply) {
        WorkerConnection connection = connection(reply);
        if (connection != null) {
            var unused = connection.completeTurn(request);
            answer(reply, CompleteTaskResponse.getDefaultInstance());
        }
    }

    @Override
    public void completeActivityTask(ActivityResponse request, StreamObserver<CompleteTaskResponse> reply) {
        WorkerConnection connection = connection(reply);
        if (connection != null) {
            var unused = connection.completeActivity(request);
            answer(reply, CompleteTaskResponse.getDefaultInstance());
        }
    }

    @Override
    public void abandonTaskOrchestratorWorkItem(
            AbandonOrchestrationTaskRequest request, StreamObserver<AbandonOrchestrationTaskResponse> reply) {
        WorkerConnection connection = connection(reply);
        if (connection != null) {
            var unused = connection.abandonTurn(request.getCompletionToken());
            answer(reply, AbandonOrchestrationTaskResponse.getDefaultInstance());
        }
    }

    @Override
    public void abandonTaskActivityWorkItem(
            AbandonActivityTaskRequest request, StreamObserver<AbandonActivityTaskResponse> reply) {
        WorkerConnection connection = connection(reply);
        if (connection != null) {
            var unused = connection.abandonActivity(request.getCompletionToken());
            answer(reply, AbandonActivityTaskResponse.getDefaultInstance());
        }
    }

    private @Nullable WorkerConnection connection(StreamObserver<?> reply) {
        WorkerConnection connection = worker.get();
        if (connection == null) {
            reply.onError(Status.UNAVAILABLE.asRuntimeException());
        }
        return connection;
    }

    private static <T> void answer(StreamObserver<T> reply, T value) {
        reply.onNext(value);
        reply.onCompleted();
    }
}
