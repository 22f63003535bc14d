package dev.perdure.sdk.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import dev.perdure.core.HistoryHash;
import dev.perdure.core.protocol.ActivityRequest;
import dev.perdure.core.protocol.EventRaisedEvent;
import dev.perdure.core.protocol.ExecutionStartedEvent;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorRequest;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.OrchestratorStartedEvent;
import dev.perdure.core.protocol.PerdureDelivery;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.sdk.Orchestrator;
import dev.perdure.sdk.internal.activity.ActivityDefinition;
import dev.perdure.sdk.internal.executor.OrchestratorDefinition;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SteppedWorkerTest {

    private static final Orchestrator<String, String> WAITS =
            (ctx, in) -> in + ctx.waitForEvent("e", String.class).await();

    private final SteppedWorker worker = worker(7);

    @Test
    void runsATurnBeforeItReturnsAndGoesOnLiveWithTheNext() {
        OrchestratorResponse first =
                worker.turn(turn(0, HistoryHash.EMPTY, started())).orElseThrow();
        assertThat(first.getActionsList()).isEmpty();
        assertThat(first.getPerdureAwaitedEventsList()).containsExactly("e");

        long hash = HistoryHash.next(HistoryHash.EMPTY, first.getPerdureAnswerId());
        OrchestratorResponse second = worker.turn(turn(2, hash, raised())).orElseThrow();

        assertThat(second.getActions(0).getCompleteOrchestration().getResult().getValue())
                .isEqualTo("\"ab\"");
        assertThat(second.getPerdureAwaitedEventsList()).isEmpty();
        assertThat(worker.counters().liveTurns().sum()).isEqualTo(1);
    }

    @Test
    void asksForTheHistoryOfWhatItForgot() {
        OrchestratorResponse first =
                worker.turn(turn(0, HistoryHash.EMPTY, started())).orElseThrow();
        worker.forget();

        long hash = HistoryHash.next(HistoryHash.EMPTY, first.getPerdureAnswerId());
        assertThat(worker.turn(turn(2, hash, raised())).orElseThrow().getRequiresHistory())
                .isTrue();
    }

    @Test
    void givesTheSameAnswersFromTheSameSeed() {
        WorkItem item = turn(0, HistoryHash.EMPTY, started());

        assertThat(worker(3).turn(item)).isEqualTo(worker(3).turn(item));
        assertThat(worker(3).request()).isEqualTo(worker(3).request());
        assertThat(worker(3).turn(item)).isNotEqualTo(worker(4).turn(item));
    }

    @Test
    void carriesAnActivityOutOnTheCallersThread() {
        WorkItem item = WorkItem.newBuilder()
                .setActivityRequest(ActivityRequest.newBuilder().setName("thread"))
                .build();

        assertThat(worker.activity(item).getResult().getValue())
                .isEqualTo("\"" + Thread.currentThread().getName() + "\"");
    }

    private static SteppedWorker worker(long seed) {
        return new SteppedWorker(
                new Registry(
                        Map.of("Waits", OrchestratorDefinition.of("Waits", String.class, WAITS)),
                        Map.of(
                                "thread",
                                ActivityDefinition.of(
                                        "thread",
                                        String.class,
                                        (ctx, in) -> Thread.currentThread().getName())),
                        Map.of()),
                WorkerSettings.defaults().withRandom(new SplittableRandom(seed)));
    }

    private static WorkItem turn(long position, long hash, HistoryEvent event) {
        return WorkItem.newBuilder()
                .setOrchestratorRequest(OrchestratorRequest.newBuilder()
                        .setInstanceId("i")
                        .setExecutionId(StringValue.of("x"))
                        .addAllNewEvents(List.of(
                                HistoryEvent.newBuilder()
                                        .setTimestamp(Timestamp.newBuilder().setSeconds(1))
                                        .setOrchestratorStarted(OrchestratorStartedEvent.getDefaultInstance())
                                        .build(),
                                event)))
                .setCompletionToken("t")
                .setPerdureDelivery(PerdureDelivery.newBuilder()
                        .setHistoryPosition(position)
                        .setHistoryHash(hash)
                        .setHistoryOmitted(position > 0))
                .build();
    }

    private static HistoryEvent started() {
        return HistoryEvent.newBuilder()
                .setExecutionStarted(
                        ExecutionStartedEvent.newBuilder().setName("Waits").setInput(StringValue.of("\"a\"")))
                .build();
    }

    private static HistoryEvent raised() {
        return HistoryEvent.newBuilder()
                .setEventRaised(EventRaisedEvent.newBuilder().setName("e").setInput(StringValue.of("\"b\"")))
                .build();
    }
}
