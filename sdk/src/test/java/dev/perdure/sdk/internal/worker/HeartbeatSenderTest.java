package dev.perdure.sdk.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.StringValue;
import dev.perdure.core.data.DataConverter;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.PerdureDelivery;
import dev.perdure.core.protocol.PerdureHeartbeatRequest;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.worker.WorkerConnection;
import dev.perdure.sdk.ActivityContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatSenderTest {

    private final AtomicLong nanos = new AtomicLong(7);
    private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
    private final WorkerCounters counters = new WorkerCounters();
    private final List<PerdureHeartbeatRequest> sent = new ArrayList<>();
    private final HeartbeatSender.Means means =
            new HeartbeatSender.Means(DataConverter.jackson(), Duration.ofHours(1), scheduler, nanos::get, counters);

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    @Test
    void sendsTheFirstAtOnceAndOfThoseInOnePeriodTheLast() {
        HeartbeatSender sender = sender(PerdureDelivery.newBuilder().setTakesHeartbeats(true));

        sender.beat(1);
        sender.beat(2);
        sender.beat(3);
        assertThat(details()).containsExactly("1");

        endOfPeriod();
        assertThat(details()).containsExactly("1", "3");
        assertThat(sent).allMatch(beat -> beat.getCompletionToken().equals("token"));

        nanos.addAndGet(TimeUnit.HOURS.toNanos(2));
        sender.beat(null);
        assertThat(sent).hasSize(3);
        assertThat(details()).as("without a detail the last one stays").containsExactly("1", "3", "3");
        assertThat(counters.heartbeats().sum()).isEqualTo(3);
    }

    @Test
    void leavesWhatTheDeliveryBeforeSaidAsItIs() {
        HeartbeatSender sender = sender(
                PerdureDelivery.newBuilder().setTakesHeartbeats(true).setLastHeartbeat(StringValue.of("\"half\"")));

        new ActivityContext("a", "i", "e", 1, 2, 1, new CompletableFuture<>(), 7, sender).heartbeat();

        assertThat(details()).containsExactly("\"half\"");
    }

    @Test
    void hasNoDetailBeforeThereIsOne() {
        HeartbeatSender sender = sender(PerdureDelivery.newBuilder().setTakesHeartbeats(true));

        sender.beat(null);

        assertThat(sent).hasSize(1);
        assertThat(sent.getLast().hasDetail()).isFalse();
    }

    @Test
    void sendsNothingOnceTheActivityHasEnded() {
        HeartbeatSender sender = sender(PerdureDelivery.newBuilder().setTakesHeartbeats(true));
        sender.beat(1);
        sender.beat(2);

        sender.close();
        endOfPeriod();
        sender.beat(3);

        assertThat(details()).containsExactly("1");
    }

    @Test
    void sendsNothingToAHostThatDoesNotTakeIt() {
        sender(PerdureDelivery.newBuilder()).beat(1);

        assertThat(sent).isEmpty();
    }

    @Test
    void refusesADetailThatIsTooLong() {
        HeartbeatSender sender = sender(PerdureDelivery.newBuilder().setTakesHeartbeats(true));

        assertThatThrownBy(() -> sender.beat("x".repeat(65_536)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65536");
        sender.beat("x".repeat(65_534));
        assertThat(sent).hasSize(1);
    }

    @Test
    void knowsWhatTheDeliveryBeforeSaid() {
        assertThat(sender(PerdureDelivery.newBuilder()).last(Integer.class)).isEmpty();
        assertThat(sender(PerdureDelivery.newBuilder().setLastHeartbeat(StringValue.of("5")))
                        .last(Integer.class))
                .contains(5);
    }

    private void endOfPeriod() {
        Runnable task = scheduler.getQueue().peek();
        assertThat(task).isNotNull();
        if (task != null) {
            scheduler.getQueue().remove(task);
            task.run();
        }
    }

    private List<String> details() {
        return sent.stream().map(beat -> beat.getDetail().getValue()).toList();
    }

    private HeartbeatSender sender(PerdureDelivery.Builder delivery) {
        WorkItem item = WorkItem.newBuilder()
                .setCompletionToken("token")
                .setPerdureDelivery(delivery)
                .build();
        return HeartbeatSender.of(means, message -> message.apply(new Capture(sent)), item);
    }

    private record Capture(List<PerdureHeartbeatRequest> sent) implements WorkerConnection {

        @Override
        public CompletableFuture<Void> heartbeat(PerdureHeartbeatRequest beat) {
            sent.add(beat);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> completeTurn(OrchestratorResponse response) {
            throw new AssertionError("not a turn");
        }

        @Override
        public CompletableFuture<Void> completeActivity(ActivityResponse response) {
            throw new AssertionError("not a result");
        }

        @Override
        public CompletableFuture<Void> completeEntity(EntityBatchResult result) {
            throw new AssertionError("not a batch");
        }

        @Override
        public CompletableFuture<Void> abandonTurn(String completionToken) {
            throw new AssertionError("not a turn");
        }

        @Override
        public CompletableFuture<Void> abandonActivity(String completionToken) {
            throw new AssertionError("not given up");
        }

        @Override
        public CompletableFuture<Void> abandonEntity(String completionToken) {
            throw new AssertionError("not a batch");
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
