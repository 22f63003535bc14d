package dev.perdure.sdk.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import dev.perdure.core.HistoryHash;
import dev.perdure.core.protocol.ActivityRequest;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.ExecutionStartedEvent;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestrationInstance;
import dev.perdure.core.protocol.OrchestratorRequest;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.OrchestratorStartedEvent;
import dev.perdure.core.protocol.PerdureDelivery;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.sdk.Orchestrator;
import dev.perdure.sdk.internal.activity.ActivityDefinition;
import dev.perdure.sdk.internal.executor.OrchestratorDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Results that carry the turn after them. */
class NextTurnsTest {

    /** 2026 or so. */
    private static final long HANDED_OUT_AT = 1_790_000_000_000_000L;

    private static final Orchestrator<String, String> TWO = (ctx, in) -> {
        String first = ctx.callActivity("echo", in, String.class).await();
        String at = ctx.currentInstant().toString();
        return first + " " + at + ctx.callActivity("echo", "!", String.class).await();
    };

    private static final Orchestrator<String, String> BOTH = (ctx, in) -> String.join(
            "",
            ctx.allOf(
                    List.of(ctx.callActivity("echo", "a", String.class), ctx.callActivity("echo", "b", String.class))));

    private static final Orchestrator<String, String> IN_TIME = (ctx, in) -> {
        ctx.createTimer(Duration.ofHours(1));
        return ctx.callActivity("echo", in, String.class).await();
    };

    private static final Orchestrator<String, String> FAILING =
            (ctx, in) -> ctx.callActivity("fail", in, String.class).await();

    private final SteppedWorker worker = new SteppedWorker(
            new Registry(
                    Map.of(
                            "Two", OrchestratorDefinition.of("Two", String.class, TWO),
                            "Both", OrchestratorDefinition.of("Both", String.class, BOTH),
                            "InTime", OrchestratorDefinition.of("InTime", String.class, IN_TIME),
                            "Failing", OrchestratorDefinition.of("Failing", String.class, FAILING)),
                    Map.of(
                            "echo", ActivityDefinition.of("echo", String.class, (ctx, in) -> in),
                            "fail",
                                    ActivityDefinition.of("fail", String.class, (ctx, in) -> {
                                        throw new IllegalStateException("no");
                                    })),
                    Map.of()),
            WorkerSettings.defaults().withRandom(new SplittableRandom(7)));

    private OrchestratorResponse first(String orchestrator) {
        return worker.turn(WorkItem.newBuilder()
                        .setOrchestratorRequest(OrchestratorRequest.newBuilder()
                                .setInstanceId("i")
                                .setExecutionId(StringValue.of("x"))
                                .addNewEvents(HistoryEvent.newBuilder()
                                        .setTimestamp(Timestamp.newBuilder().setSeconds(1))
                                        .setOrchestratorStarted(OrchestratorStartedEvent.getDefaultInstance()))
                                .addNewEvents(HistoryEvent.newBuilder()
                                        .setExecutionStarted(ExecutionStartedEvent.newBuilder()
                                                .setName(orchestrator)
                                                .setInput(StringValue.of("\"a\"")))))
                        .setCompletionToken("t")
                        .setPerdureDelivery(PerdureDelivery.newBuilder().setHistoryHash(HistoryHash.EMPTY))
                        .build())
                .orElseThrow();
    }

    private ActivityResponse activity(OrchestratorResponse asking, int action, String executionId, long handedOutAt) {
        return worker.activity(WorkItem.newBuilder()
                .setActivityRequest(ActivityRequest.newBuilder()
                        .setName(asking.getActions(action).getScheduleTask().getName())
                        .setInput(asking.getActions(action).getScheduleTask().getInput())
                        .setTaskId(asking.getActions(action).getId())
                        .setOrchestrationInstance(OrchestrationInstance.newBuilder()
                                .setInstanceId("i")
                                .setExecutionId(StringValue.of(executionId))))
                .setPerdureDelivery(PerdureDelivery.newBuilder().setHandedOutAt(handedOutAt))
                .build());
    }

    private ActivityResponse activity(OrchestratorResponse asking) {
        return activity(asking, 0, "x", HANDED_OUT_AT);
    }

    @Test
    void goesOnFromResultToResultUntilTheEnd() {
        OrchestratorResponse first = first("Two");

        ActivityResponse one = activity(first);

        assertThat(one.getPerdureNextTurn().getHistoryPosition()).isEqualTo(3);
        assertThat(one.getPerdureNextTurn().getHistoryHash())
                .isEqualTo(HistoryHash.next(HistoryHash.EMPTY, first.getPerdureAnswerId()));
        assertThat(one.getPerdureNextTurn().getStarted()).isEqualTo(HANDED_OUT_AT);
        OrchestratorResponse second = one.getPerdureNextTurn().getAnswer();
        ActivityResponse two = activity(second);
        assertThat(two.getPerdureNextTurn().getHistoryPosition()).isEqualTo(6);
        assertThat(two.getPerdureNextTurn()
                        .getAnswer()
                        .getActions(0)
                        .getCompleteOrchestration()
                        .getResult()
                        .getValue())
                .isEqualTo("\"a 2026-09-21T14:13:20Z!\"");
        assertThat(worker.counters().nextTurns().sum()).isEqualTo(2);
    }

    @Test
    void leavesAResultAloneThatIsNotAllThatIsWaitedFor() {
        OrchestratorResponse both = first("Both");
        assertThat(activity(both, 0, "x", HANDED_OUT_AT).hasPerdureNextTurn()).isFalse();
        assertThat(activity(both, 1, "x", HANDED_OUT_AT).hasPerdureNextTurn()).isFalse();

        OrchestratorResponse inTime = first("InTime");
        assertThat(activity(inTime, 1, "x", HANDED_OUT_AT).hasPerdureNextTurn()).isFalse();
    }

    @Test
    void leavesAFailureToTheTurnThatTheHostSends() {
        assertThat(activity(first("Failing")).hasPerdureNextTurn()).isFalse();
    }

    @Test
    void leavesAResultAloneOfAnotherExecutionOrOfWhatIsNotLiveHere() {
        assertThat(activity(first("Two"), 0, "y", HANDED_OUT_AT).hasPerdureNextTurn())
                .isFalse();
        OrchestratorResponse first = first("Two");
        worker.forget();
        assertThat(activity(first).hasPerdureNextTurn()).isFalse();
    }

    @Test
    void leavesAResultAloneAtAHostThatDoesNotSayItTakesTurns() {
        assertThat(activity(first("Two"), 0, "x", 0).hasPerdureNextTurn()).isFalse();
    }
}
