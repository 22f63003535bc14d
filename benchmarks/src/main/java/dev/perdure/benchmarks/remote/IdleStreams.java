package dev.perdure.benchmarks.remote;

import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.PerdureWorker;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.wire.TaskHubSidecarServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Workers that ask for work nobody starts, each over a connection of its own, as worker processes do. They read what
 * comes, which is pings. Confined to one thread.
 */
final class IdleStreams implements AutoCloseable {

    private final List<ManagedChannel> channels = new ArrayList<>();
    private final AtomicInteger broken = new AtomicInteger();
    private volatile boolean closing;

    IdleStreams(int port, int streams) {
        for (int i = 0; i < streams; i++) {
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                    .usePlaintext()
                    .directExecutor()
                    .build();
            channels.add(channel);
            String name = "idle-" + i;
            TaskHubSidecarServiceGrpc.newStub(channel)
                    .getWorkItems(
                            GetWorkItemsRequest.newBuilder()
                                    .setPerdureWorker(PerdureWorker.newBuilder()
                                            .setWorkerId(name)
                                            .addOrchestrators(name)
                                            .addActivities(name))
                                    .build(),
                            new StreamObserver<>() {
                                @Override
                                public void onNext(WorkItem item) {
                                    // A ping.
                                }

                                @Override
                                public void onError(Throwable cause) {
                                    onCompleted();
                                }

                                @Override
                                public void onCompleted() {
                                    if (!closing) {
                                        broken.incrementAndGet();
                                    }
                                }
                            });
        }
    }

    /** How many streams have ended although nobody closed them. */
    int broken() {
        return broken.get();
    }

    @Override
    public void close() {
        closing = true;
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
