package dev.perdure.sdk.grpc;

import dev.perdure.core.protocol.HistoryChunk;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorRequest;
import dev.perdure.core.protocol.StreamInstanceHistoryRequest;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.wire.TaskHubSidecarServiceGrpc.TaskHubSidecarServiceStub;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Fetches the history of one turn that came without it because it is long, and puts it in.
 *
 * <p>Called by one thread at a time, that of the connection.
 */
final class StreamedHistory implements StreamObserver<HistoryChunk> {

    private static final long DEADLINE_SECONDS = 60;

    private final WorkItem item;
    private final long wanted;
    private final Consumer<WorkItem> whenWhole;
    private final BiConsumer<WorkItem, String> whenNot;
    private final List<HistoryEvent> events = new ArrayList<>();

    StreamedHistory(WorkItem item, Consumer<WorkItem> whenWhole, BiConsumer<WorkItem, String> whenNot) {
        this.item = item;
        this.wanted = item.hasPerdureDelivery() ? item.getPerdureDelivery().getHistoryPosition() : Long.MAX_VALUE;
        this.whenWhole = whenWhole;
        this.whenNot = whenNot;
    }

    void readFrom(TaskHubSidecarServiceStub stub) {
        OrchestratorRequest request = item.getOrchestratorRequest();
        stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .streamInstanceHistory(
                        StreamInstanceHistoryRequest.newBuilder()
                                .setInstanceId(request.getInstanceId())
                                .setExecutionId(request.getExecutionId())
                                .setForWorkItemProcessing(true)
                                .build(),
                        this);
    }

    @Override
    public void onNext(HistoryChunk chunk) {
        for (HistoryEvent event : chunk.getEventsList()) {
            // What is beyond came after the turn was handed out, and makes it stale.
            if (events.size() < wanted) {
                events.add(event);
            }
        }
    }

    @Override
    public void onError(Throwable cause) {
        whenNot.accept(item, "its history could not be read: " + Status.fromThrowable(cause));
    }

    @Override
    public void onCompleted() {
        if (item.hasPerdureDelivery() && events.size() < wanted) {
            whenNot.accept(item, "its history has " + events.size() + " events instead of " + wanted + ".");
            return;
        }
        whenWhole.accept(item.toBuilder()
                .setOrchestratorRequest(item.getOrchestratorRequest().toBuilder()
                        .clearRequiresHistoryStreaming()
                        .addAllPastEvents(events))
                .build());
    }
}
