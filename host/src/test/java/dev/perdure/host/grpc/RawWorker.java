package dev.perdure.host.grpc;

import com.google.protobuf.Empty;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.wire.TaskHubSidecarServiceGrpc;
import dev.perdure.wire.TaskHubSidecarServiceGrpc.TaskHubSidecarServiceBlockingStub;
import dev.perdure.wire.TaskHubSidecarServiceGrpc.TaskHubSidecarServiceFutureStub;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A worker that is nothing but the generated stub: one channel, and streams whose items wait in a queue. */
final class RawWorker implements AutoCloseable {

    private static final int MESSAGE_BYTES_MAX = 64 * 1024 * 1024;

    private final ManagedChannel channel;

    RawWorker(int port) {
        channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .build();
    }

    TaskHubSidecarServiceBlockingStub calls() {
        return TaskHubSidecarServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    TaskHubSidecarServiceFutureStub futures() {
        return TaskHubSidecarServiceGrpc.newFutureStub(channel).withDeadlineAfter(300, TimeUnit.SECONDS);
    }

    /** Opens a stream; the host has it once this returns. */
    Stream open(GetWorkItemsRequest request, boolean readAtOnce) {
        Stream stream = new Stream(readAtOnce);
        TaskHubSidecarServiceGrpc.newStub(channel).getWorkItems(request, stream);
        return stream;
    }

    void hello() {
        Empty unused = calls().hello(Empty.getDefaultInstance());
    }

    @Override
    public void close() {
        channel.shutdownNow();
        try {
            channel.awaitTermination(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One stream of work items. */
    static final class Stream implements ClientResponseObserver<GetWorkItemsRequest, WorkItem> {

        private final BlockingQueue<WorkItem> items = new LinkedBlockingQueue<>();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private final CompletableFuture<ClientCallStreamObserver<GetWorkItemsRequest>> call = new CompletableFuture<>();
        private final boolean readAtOnce;

        Stream(boolean readAtOnce) {
            this.readAtOnce = readAtOnce;
        }

        /** The next item that is no ping. */
        WorkItem next() throws InterruptedException {
            while (true) {
                WorkItem item = items.poll(60, TimeUnit.SECONDS);
                if (item == null) {
                    throw new AssertionError("No work item came.");
                }
                if (!item.hasHealthPing()) {
                    return item;
                }
            }
        }

        WorkItem nextOfAnyKind() throws InterruptedException {
            WorkItem item = items.poll(60, TimeUnit.SECONDS);
            if (item == null) {
                throw new AssertionError("Nothing came.");
            }
            return item;
        }

        /** What comes within a tenth of a second, or null. */
        @Nullable
        WorkItem poll() {
            try {
                return items.poll(100, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        int waiting() {
            return items.size();
        }

        void cancel() {
            call.join().cancel("test", null);
        }

        void read(int count) {
            call.join().request(count);
        }

        /** Completes with the stream, exceptionally if it broke. */
        CompletableFuture<Void> ended() {
            return ended;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<GetWorkItemsRequest> stream) {
            if (!readAtOnce) {
                stream.disableAutoRequestWithInitial(1);
            }
            call.complete(stream);
        }

        @Override
        public void onNext(WorkItem item) {
            items.add(item);
        }

        @Override
        public void onError(Throwable failure) {
            ended.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            ended.complete(null);
        }
    }
}
