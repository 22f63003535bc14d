package dev.perdure.host.official;

import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.CompleteTaskResponse;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.EntityFilter;
import dev.perdure.core.protocol.EntityRequest;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OperationResult;
import dev.perdure.core.protocol.OperationResultSuccess;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.protocol.WorkItemFilters;
import dev.perdure.wire.TaskHubSidecarServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.util.Iterator;

/** Serves the entity {@code counter}: any operation but {@code delete} adds its input. Nothing but the generated stub. */
final class CounterEntities implements AutoCloseable {

    private final ManagedChannel channel;

    private CounterEntities(ManagedChannel channel) {
        this.channel = channel;
    }

    static CounterEntities serve(int grpcPort, String key) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + key);
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", grpcPort)
                .usePlaintext()
                .intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
                .build();
        var stub = TaskHubSidecarServiceGrpc.newBlockingStub(channel);
        Iterator<WorkItem> items = stub.getWorkItems(GetWorkItemsRequest.newBuilder()
                .setWorkItemFilters(WorkItemFilters.newBuilder()
                        .addEntities(EntityFilter.newBuilder().setName("counter")))
                .build());
        Thread.ofVirtual().name("counter-entities").start(() -> {
            try {
                while (items.hasNext()) {
                    WorkItem item = items.next();
                    if (item.hasEntityRequestV2()) {
                        CompleteTaskResponse unused = stub.completeEntityTask(answer(item));
                    }
                }
            } catch (io.grpc.StatusRuntimeException e) {
                // The channel is closed: the test is over.
                return;
            }
        });
        return new CounterEntities(channel);
    }

    private static EntityBatchResult answer(WorkItem item) {
        EntityRequest request = item.getEntityRequestV2();
        EntityBatchResult.Builder result = EntityBatchResult.newBuilder().setCompletionToken(item.getCompletionToken());
        boolean exists = request.hasEntityState();
        long count = exists ? Long.parseLong(request.getEntityState().getValue()) : 0;
        for (HistoryEvent operation : request.getOperationRequestsList()) {
            exists = !operation.getEntityOperationSignaled().getOperation().equals("delete");
            count = exists
                    ? count
                            + Long.parseLong(operation
                                    .getEntityOperationSignaled()
                                    .getInput()
                                    .getValue())
                    : 0;
            result.addResults(OperationResult.newBuilder().setSuccess(OperationResultSuccess.getDefaultInstance()));
        }
        return exists
                ? result.setEntityState(StringValue.of(Long.toString(count))).build()
                : result.build();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
