package dev.perdure.host.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.worker.WorkerConnection;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A stream's order, bounds and end, without a network. */
class WorkItemStreamTest {

    private final Observer worker = new Observer();
    private final Connection engine = new Connection();
    private final WorkItemStream stream = new WorkItemStream(worker);

    @Test
    void itemsWaitInOrderUntilTheWorkerIsReady() {
        worker.ready = false;
        stream.connected(engine);
        stream.onWorkItem(item("1"));
        stream.onWorkItem(item("2"));
        assertThat(worker.seen).isEmpty();

        worker.ready = true;
        stream.onWorkItem(item("3"));

        assertThat(worker.seen).extracting(WorkItem::getCompletionToken).containsExactly("1", "2", "3");
    }

    @Test
    void aWorkerThatNeverReadsLosesItsStreamAndItsItems() {
        worker.ready = false;
        stream.connected(engine);

        for (int i = 0; i <= WorkItemStream.WAITING_MAX; i++) {
            stream.onWorkItem(item("x"));
        }

        assertThat(Status.fromThrowable(worker.failure).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(engine.closed).isEqualTo(1);
    }

    @Test
    void itemsThatFallTogetherTravelTogetherInOrderUnlessTheyAreLarge() {
        List<Runnable> later = new ArrayList<>();
        WorkItemStream batches = new WorkItemStream(worker, later::add);
        String large = "x".repeat(WorkItemStream.BATCH_BYTES_MAX);

        for (String token : List.of("1", "2", "3", large, "5", "6")) {
            batches.onWorkItem(item(token));
        }
        assertThat(worker.seen).isEmpty();
        assertThat(later).hasSize(1);
        later.removeFirst().run();
        batches.onWorkItem(item("7"));
        later.removeFirst().run();

        assertThat(worker.seen).extracting(WorkItem::getCompletionToken).containsExactly("1", large, "5", "7");
        assertThat(worker.seen.get(0).getPerdureMoreList())
                .extracting(WorkItem::getCompletionToken)
                .containsExactly("2", "3");
        assertThat(worker.seen.get(1).getPerdureMoreList()).isEmpty();
        assertThat(worker.seen.get(2).getPerdureMoreList())
                .extracting(WorkItem::getCompletionToken)
                .containsExactly("6");
    }

    @Test
    void noPingOvertakesItemsOrGoesToABusyWorker() {
        worker.ready = false;
        stream.onWorkItem(item("1"));
        stream.ping();
        worker.ready = true;
        stream.ping();
        assertThat(worker.seen).isEmpty();

        worker.onReady.run();
        stream.ping();

        assertThat(worker.seen).extracting(WorkItem::hasHealthPing).containsExactly(false, true);
    }

    @Test
    void aStreamThatEndsBeforeItIsConnectedClosesTheLateConnection() {
        worker.onCancel.run();

        stream.connected(engine);

        assertThat(engine.closed).isEqualTo(1);
    }

    @Test
    void nothingIsSentAfterTheEndAndTheEndComesOnce() {
        List<String> ends = new ArrayList<>();
        stream.connected(engine);
        stream.onEnd(() -> ends.add("end"));

        stream.onClosed(null);
        stream.onClosed(new IllegalStateException());
        worker.onCancel.run();
        stream.onWorkItem(item("late"));
        stream.ping();
        stream.onEnd(() -> ends.add("late"));

        assertThat(worker.seen).isEmpty();
        assertThat(worker.completed).isEqualTo(1);
        assertThat(worker.failure).isNull();
        assertThat(engine.closedByHost).isEqualTo(1);
        assertThat(engine.closed).isZero();
        assertThat(ends).containsExactly("end", "late");
    }

    @Test
    void whatAWorkerLeftBehindCountsAsLostByIt() {
        stream.connected(engine);

        worker.onCancel.run();

        assertThat(engine.closed).isEqualTo(1);
        assertThat(engine.closedByHost).isZero();
    }

    private static WorkItem item(String token) {
        return WorkItem.newBuilder().setCompletionToken(token).build();
    }

    private static final class Connection implements WorkerConnection {
        private int closed;
        private int closedByHost;

        @Override
        public CompletableFuture<Void> completeTurn(OrchestratorResponse response) {
            throw new AssertionError("not called here");
        }

        @Override
        public CompletableFuture<Void> completeActivity(ActivityResponse response) {
            throw new AssertionError("not called here");
        }

        @Override
        public CompletableFuture<Void> completeEntity(EntityBatchResult result) {
            throw new AssertionError("no entity work here");
        }

        @Override
        public CompletableFuture<Void> abandonEntity(String completionToken) {
            throw new AssertionError("no entity work here");
        }

        @Override
        public CompletableFuture<Void> abandonTurn(String completionToken) {
            throw new AssertionError("not called here");
        }

        @Override
        public CompletableFuture<Void> abandonActivity(String completionToken) {
            throw new AssertionError("not called here");
        }

        @Override
        public void closeByHost() {
            closedByHost++;
        }

        @Override
        public void close() {
            closed++;
        }
    }

    private static final class Observer extends ServerCallStreamObserver<WorkItem> {
        private final List<WorkItem> seen = new ArrayList<>();
        private boolean ready = true;
        private int completed;
        private @Nullable Throwable failure;
        private Runnable onReady = () -> {};
        private Runnable onCancel = () -> {};

        @Override
        public void onNext(WorkItem item) {
            seen.add(item);
        }

        @Override
        public void onError(Throwable t) {
            failure = t;
        }

        @Override
        public void onCompleted() {
            completed++;
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void setOnCancelHandler(Runnable handler) {
            onCancel = handler;
        }

        @Override
        public void setOnReadyHandler(Runnable handler) {
            onReady = handler;
        }

        @Override
        public void setCompression(String compression) {}

        @Override
        public void disableAutoInboundFlowControl() {}

        @Override
        public void request(int count) {}

        @Override
        public void setMessageCompression(boolean enable) {}
    }
}
