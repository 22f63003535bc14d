package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.HistoryHash;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.PerdureNextTurn;
import dev.perdure.core.protocol.PerdureWorker;
import dev.perdure.core.protocol.WorkItem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The answer to a turn that comes together with the result it goes on with. */
class NextTurnTest extends EngineFixture {

    private static final long ANSWER = 77;

    /** OrchestratorStarted, ExecutionStarted, TaskScheduled. */
    private static final long FIRST_TURN_EVENTS = 3;

    private final ScriptedWorker worker = worker().script("one", Scripts.sequence(1));

    private WorkItem firstActivity(boolean live) throws InterruptedException {
        worker.wanted = GetWorkItemsRequest.newBuilder()
                .setPerdureWorker(PerdureWorker.newBuilder()
                        .addOrchestrators("one")
                        .addActivities("work")
                        .setLiveOrchestrators(live))
                .build();
        worker.holdTurns = true;
        worker.holdActivities = true;
        worker.connect(engine, Reach.REMOTE);
        start("a", "one");
        WorkItem turn = worker.take();
        await(engine.completeTurn(
                worker.turn(turn).toBuilder().setPerdureAnswerId(ANSWER).build()));
        return worker.take();
    }

    private static PerdureNextTurn next(WorkItem activity, OrchestratorAction action) {
        return PerdureNextTurn.newBuilder()
                .setHistoryPosition(FIRST_TURN_EVENTS)
                .setHistoryHash(HistoryHash.next(HistoryHash.EMPTY, ANSWER))
                .setStarted(activity.getPerdureDelivery().getHandedOutAt())
                .setAnswer(OrchestratorResponse.newBuilder()
                        .setInstanceId("a")
                        .setPerdureAnswerId(ANSWER + 1)
                        .addActions(action))
                .build();
    }

    private static ActivityResponse with(WorkItem activity, PerdureNextTurn next) {
        return ScriptedWorker.result(activity).toBuilder()
                .setPerdureNextTurn(next)
                .build();
    }

    @Test
    void isTakenIfItIsTheOneThatIsDue() throws Exception {
        WorkItem first = firstActivity(true);

        await(engine.completeActivity(with(first, next(first, Scripts.activity(1, "work")))));

        WorkItem second = worker.take();
        assertThat(second.getActivityRequest().getTaskId()).isEqualTo(1);
        assertThat(engine.stats().turnsWithResults()).isEqualTo(1);
        worker.answer(second);
        WorkItem last = worker.take();
        // Both turns in full: started, result, scheduled.
        assertThat(last.getPerdureDelivery().getHistoryPosition()).isEqualTo(FIRST_TURN_EVENTS + 3);
        assertThat(last.getPerdureDelivery().getHistoryHash())
                .isEqualTo(HistoryHash.next(HistoryHash.next(HistoryHash.EMPTY, ANSWER), ANSWER + 1));
    }

    @Test
    void isCountedOnceWithAResultThatCameTwice() throws Exception {
        WorkItem first = firstActivity(true);
        ActivityResponse result = with(first, next(first, Scripts.activity(1, "work")));
        await(engine.completeActivity(result));

        await(engine.completeActivity(result));

        assertThat(engine.stats().turnsWithResults()).isEqualTo(1);
        assertThat(engine.stats().staleCompletions()).isEqualTo(1);
        assertThat(worker.take().getActivityRequest().getTaskId()).isEqualTo(1);
        assertThat(worker.held).isEmpty();
    }

    @Test
    void mayEndTheInstance() throws Exception {
        WorkItem first = firstActivity(true);

        await(engine.completeActivity(with(first, next(first, Scripts.complete("\"early\"")))));

        assertThat(ended("a").status()).isEqualTo(RuntimeStatus.COMPLETED);
        assertThat(ended("a").output()).isEqualTo("\"early\"");
    }

    /** Ways not to be the turn that is due. */
    enum Unfit {
        BEHIND_ANOTHER_POSITION,
        BEHIND_ANOTHER_HISTORY,
        IN_THE_FUTURE,
        BEFORE_THE_TURN_THAT_ASKED,
        OF_ANOTHER_INSTANCE,
        ASKING_FOR_THE_HISTORY
    }

    private static PerdureNextTurn made(Unfit unfit, PerdureNextTurn.Builder next) {
        switch (unfit) {
            case BEHIND_ANOTHER_POSITION -> next.setHistoryPosition(FIRST_TURN_EVENTS + 1);
            case BEHIND_ANOTHER_HISTORY -> next.setHistoryHash(1);
            case IN_THE_FUTURE -> next.setStarted(next.getStarted() + 1_000_000_000L);
            case BEFORE_THE_TURN_THAT_ASKED -> next.setStarted(1);
            case OF_ANOTHER_INSTANCE -> next.getAnswerBuilder().setInstanceId("b");
            case ASKING_FOR_THE_HISTORY -> next.getAnswerBuilder().setRequiresHistory(true);
        }
        return next.build();
    }

    @ParameterizedTest
    @EnumSource
    void isIgnoredOtherwiseAndTheResultKept(Unfit unfit) throws Exception {
        WorkItem first = firstActivity(true);
        PerdureNextTurn next = made(unfit, next(first, Scripts.complete("\"wrong\"")).toBuilder());

        await(engine.completeActivity(with(first, next)));

        WorkItem turn = worker.take();
        assertThat(turn.getOrchestratorRequest()
                        .getNewEvents(1)
                        .getTaskCompleted()
                        .getTaskScheduledId())
                .isZero();
        // Whoever went on stands behind another history: it gets the whole one.
        assertThat(turn.getPerdureDelivery().getHistoryOmitted()).isFalse();
        assertThat(engine.stats().turnsWithResults()).isZero();
        worker.answerHeld();
        worker.answer(turn);
        assertThat(ended("a").output()).isEqualTo("\"done\"");
    }

    @Test
    void isIgnoredIfSomethingElseCameMeanwhile() throws Exception {
        WorkItem first = firstActivity(true);
        await(engine.raiseEvent("a", "e", "1", null));

        WorkItem ofEvent = worker.take();

        await(engine.completeActivity(with(first, next(first, Scripts.complete("\"wrong\"")))));

        await(engine.completeTurn(OrchestratorResponse.newBuilder()
                .setInstanceId("a")
                .setCompletionToken(ofEvent.getCompletionToken())
                .build()));
        assertThat(worker.take().getOrchestratorRequest().getNewEvents(1).hasTaskCompleted())
                .isTrue();
        assertThat(engine.stats().turnsWithResults()).isZero();
    }

    @Test
    void isIgnoredWhileTheInstanceIsSuspended() throws Exception {
        WorkItem first = firstActivity(true);
        await(engine.suspend("a", null, null));

        await(engine.completeActivity(with(first, next(first, Scripts.complete("\"wrong\"")))));

        assertThat(engine.stats().turnsWithResults()).isZero();
        worker.answerHeld();
        await(engine.resume("a", null, null));
        assertThat(ended("a").output()).isEqualTo("\"done\"");
    }

    @Test
    void isNotAskedOfAWorkerThatKeepsNothingLive() throws Exception {
        assertThat(firstActivity(false).getPerdureDelivery().getHandedOutAt()).isZero();
    }
}
