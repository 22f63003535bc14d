package dev.perdure.crashtest.load;

import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.EntityFilter;
import dev.perdure.core.protocol.EntityRequest;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.OperationResult;
import dev.perdure.core.protocol.OperationResultSuccess;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.protocol.WorkItemFilters;
import dev.perdure.core.worker.HostUnreachableException;
import dev.perdure.core.worker.WorkHost;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Entities that count their signals, served straight from the protocol: each operation adds one. Connects again whenever
 * the host is back. Runs until its thread is interrupted.
 */
final class Counters implements Runnable {

    /** The name of the entities. */
    static final String NAME = "counter";

    private static final int AT_ONCE = 20;
    private static final int PAUSE_MILLIS = 100;

    private final WorkHost host;

    Counters(WorkHost host) {
        this.host = host;
    }

    @Override
    public void run() {
        try {
            while (true) {
                try {
                    serve();
                } catch (HostUnreachableException e) {
                    // The host is away: that is what this test is about.
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve() throws InterruptedException {
        GetWorkItemsRequest request = GetWorkItemsRequest.newBuilder()
                .setMaxConcurrentEntityWorkItems(AT_ONCE)
                .setWorkItemFilters(WorkItemFilters.newBuilder()
                        .addEntities(EntityFilter.newBuilder().setName(NAME)))
                .build();
        Inbox inbox = new Inbox();
        try (WorkerConnection connection = host.connect(request, inbox)) {
            WorkItem item = inbox.items.take();
            while (item.getRequestCase() != WorkItem.RequestCase.REQUEST_NOT_SET) {
                if (item.hasEntityRequestV2()) {
                    // What is not confirmed is delivered again, so the future is nobody's.
                    var unused = connection.completeEntity(count(item.getEntityRequestV2(), item.getCompletionToken()));
                }
                item = inbox.items.take();
            }
        }
    }

    private static EntityBatchResult count(EntityRequest request, String token) {
        int operations = request.getOperationRequestsCount();
        long before = request.hasEntityState()
                ? Long.parseLong(request.getEntityState().getValue())
                : 0;
        EntityBatchResult.Builder result = EntityBatchResult.newBuilder()
                .setCompletionToken(token)
                .setEntityState(StringValue.of(Long.toString(before + operations)));
        for (int i = 0; i < operations; i++) {
            result.addResults(OperationResult.newBuilder().setSuccess(OperationResultSuccess.getDefaultInstance()));
        }
        return result.build();
    }

    /** Takes what the host sends, in order. */
    private static final class Inbox implements WorkItemListener {

        static final WorkItem END = WorkItem.getDefaultInstance();

        final BlockingQueue<WorkItem> items = new LinkedBlockingQueue<>();

        @Override
        public void onWorkItem(WorkItem item) {
            items.add(item);
        }

        @Override
        public void onClosed(@Nullable Throwable cause) {
            items.add(END);
        }
    }
}
