package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.WorkItem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Workers that answer without completion tokens, and those that run one item at a time: which delivery an answer is of,
 * and how long work may wait at them.
 */
class TokenlessWorkerTest extends EngineFixture {

    private static final String PEER = "/127.0.0.1:50001";

    @Test
    void losesNoEventThatCameBetweenTwoDeliveriesOfATurn() throws Exception {
        ScriptedWorker worker = worker(PEER, 8, 4);
        worker.holdTurns = true;
        start("a", "event");
        WorkItem first = worker.take();
        ScriptedWorker twin = secondStream();
        await(engine.raiseEvent("a", "go", "\"x\"", null));
        clock.advance(Duration.ofMinutes(3));
        WorkItem second = twin.take();
        assertThat(second.getOrchestratorRequest()).isEqualTo(first.getOrchestratorRequest());

        answer(worker, first);
        WorkItem third = next(worker, twin);
        assertThat(third.getOrchestratorRequest().getNewEventsList()).anyMatch(HistoryEvent::hasEventRaised);
        answer(worker, second);
        assertThat(engine.instance("a", false).orElseThrow().status()).isEqualTo(RuntimeStatus.RUNNING);
        answer(worker, third);

        assertThat(ended("a").status()).isEqualTo(RuntimeStatus.COMPLETED);
        assertThat(engine.history("a").stream().filter(HistoryEvent::hasExecutionCompleted))
                .hasSize(1);
    }

    @Test
    void takesTheSecondAnswerToATurnForNoOtherTurn() throws Exception {
        ScriptedWorker worker = worker(PEER, 8, 4);
        worker.holdTurns = true;
        worker.holdActivities = true;
        start("a", "sequence");
        WorkItem first = worker.take();
        ScriptedWorker twin = secondStream();
        clock.advance(Duration.ofMinutes(3));
        WorkItem copy = twin.take();
        answer(worker, first);
        finish(next(worker, twin));
        WorkItem following = next(worker, twin);

        answer(worker, copy);
        answer(worker, following);

        assertThat(next(worker, twin).getActivityRequest().getTaskId()).isEqualTo(1);
        assertThat(engine.history("a").stream().filter(HistoryEvent::hasTaskScheduled))
                .hasSize(2);
    }

    @Test
    void takesTheLateAnswerToATurnThatWaitsForAWorkerAgain() throws Exception {
        ScriptedWorker worker = worker(PEER, 1, 1);
        worker.holdTurns = true;
        start("a", "event");
        WorkItem turn = worker.take();
        clock.advance(Duration.ofMinutes(3));
        assertThat(again(worker)).isNull();
        await(engine.raiseEvent("a", "go", "\"x\"", null));

        answer(worker, turn);
        WorkItem second = worker.take();
        assertThat(second.getOrchestratorRequest().getNewEventsList()).anyMatch(HistoryEvent::hasEventRaised);
        answer(worker, second);

        assertThat(ended("a").status()).isEqualTo(RuntimeStatus.COMPLETED);
    }

    @Test
    void takesTheAnswerOfATerminatedExecutionNotForTheNext() throws Exception {
        ScriptedWorker worker = worker(PEER, 8, 4);
        worker.holdTurns = true;
        worker.holdActivities = true;
        start("a", "sequence");
        WorkItem old = worker.take();
        await(engine.terminate("a", "stop", null));
        start("a", "event");
        WorkItem fresh = worker.take();

        answer(worker, old);
        assertThat(engine.history("a")).isEmpty();
        answer(worker, fresh);

        assertThat(engine.history("a"))
                .noneMatch(HistoryEvent::hasTaskScheduled)
                .isNotEmpty();
    }

    @Test
    void takesTheResultOfAnEarlierExecutionNotForTheNext() throws Exception {
        ScriptedWorker worker = worker(PEER, 8, 4);
        worker.script(
                "poll",
                (past, fresh) -> fresh.stream().anyMatch(HistoryEvent::hasEventRaised)
                        ? List.of(Scripts.continueAsNew("\"again\"", List.of()))
                        : fresh.stream().anyMatch(HistoryEvent::hasTaskCompleted)
                                ? List.of(Scripts.complete("done"))
                                : List.of(Scripts.activity(0, "work")));
        worker.holdActivities = true;
        start("a", "poll");
        WorkItem old = worker.take();
        await(engine.raiseEvent("a", "give up", null, null));
        WorkItem fresh = worker.take();

        finish(old);
        assertThat(engine.instance("a", false).orElseThrow().status()).isEqualTo(RuntimeStatus.RUNNING);
        finish(fresh);

        assertThat(ended("a").output()).isEqualTo("done");
    }

    @Test
    void hasRoomAgainOnceAnActivityIsAnsweredWhoseInstanceHasEnded() throws Exception {
        ScriptedWorker worker = worker(PEER, 8, 1);
        worker.holdActivities = true;
        start("a", "sequence");
        WorkItem first = worker.take();
        await(engine.terminate("a", "stop", null));
        start("b", "sequence");

        finish(first);

        assertThat(worker.take().getActivityRequest().getOrchestrationInstance().getInstanceId())
                .isEqualTo("b");
    }

    @Test
    void ignoresAnAnswerOverAConnectionThatWasNotAsked() throws Exception {
        ScriptedWorker worker = worker(PEER, 8, 4);
        worker.holdActivities = true;
        start("a", "sequence");
        WorkItem activity = worker.take();

        await(engine.completeActivity(withoutToken(activity), "/127.0.0.1:50002"));
        assertThat(engine.history("a")).noneMatch(HistoryEvent::hasTaskCompleted);
        finish(activity);

        assertThat(worker.take().getActivityRequest().getTaskId()).isEqualTo(1);
    }

    @Test
    void givesWhatWaitsAtASerialWorkerToAnotherOnceThereIsOne() throws Exception {
        ScriptedWorker busy = worker(PEER, 1, 1);
        busy.holdActivities = true;
        start("long", "sequence");
        busy.take();
        busy.holdTurns = true;
        start("a", "sequence");
        WorkItem waiting = busy.take();
        clock.advance(Duration.ofMinutes(5));
        assertThat(again(busy)).isNull();

        ScriptedWorker other = worker("/127.0.0.1:50002", 8, 4);
        clock.advance(Duration.ofMinutes(1));

        assertThat(ended("a").status()).isEqualTo(RuntimeStatus.COMPLETED);
        answer(busy, waiting);
        assertThat(engine.history("a").stream().filter(HistoryEvent::hasTaskScheduled))
                .hasSize(3);
        start("b", "sequence");
        assertThat(busy.take().getOrchestratorRequest().getInstanceId())
                .as("there is room again once it was answered")
                .isEqualTo("b");
        other.close();
    }

    @Test
    void givesAWorkerThatDoesNotAnswerNoMore() throws Exception {
        ScriptedWorker deadStream = worker(PEER, 1, 1);
        deadStream.holdTurns = true;
        start("a", "sequence");
        deadStream.take();
        ScriptedWorker other = worker("/127.0.0.1:50002", 8, 4);
        clock.advance(Duration.ofMinutes(3));
        assertThat(ended("a").status()).isEqualTo(RuntimeStatus.COMPLETED);

        for (int i = 0; i < 10; i++) {
            start("b" + i, "sequence");
            assertThat(ended("b" + i).status()).isEqualTo(RuntimeStatus.COMPLETED);
        }
        assertThat(deadStream.held).isEmpty();
        other.close();
    }

    @Test
    void neverGivesUpATurnThatOnlyWaitsForItsWorker() throws Exception {
        ScriptedWorker busy = worker(PEER, 8, 4);
        busy.holdActivities = true;
        start("long", "sequence");
        WorkItem activity = busy.take();
        busy.holdTurns = true;
        start("a", "sequence");
        WorkItem waiting = busy.take();
        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofMinutes(4));
            assertThat(again(busy)).isNull();
        }

        busy.holdActivities = false;
        busy.holdTurns = false;
        finish(activity);
        answer(busy, waiting);

        assertThat(ended("a").status()).isEqualTo(RuntimeStatus.COMPLETED);
        assertThat(ended("long").status()).isEqualTo(RuntimeStatus.COMPLETED);
    }

    @Test
    void letsWhatIsHandedBackRestAndPrefersAnotherWorker() throws Exception {
        ScriptedWorker first = worker();
        first.holdTurns = true;
        first.connect(engine, Reach.REMOTE);
        start("a", "sequence");
        WorkItem turn = first.take();
        ScriptedWorker second = worker();
        second.holdTurns = true;
        second.connect(engine, Reach.REMOTE);

        await(engine.abandonTurn(turn.getCompletionToken()));
        assertThat(again(first)).isNull();
        assertThat(again(second)).isNull();
        clock.advance(Duration.ofSeconds(2));

        WorkItem again = second.take();
        assertThat(again.getPerdureDelivery().getDeliveryNumber()).isEqualTo(2);
        first.holdTurns = false;
        second.holdTurns = false;
        second.answer(again);
        assertThat(ended("a").status()).isEqualTo(RuntimeStatus.COMPLETED);
    }

    /** Over the same connection: the worker has taken a failed call for the end of its first stream. */
    private ScriptedWorker secondStream() {
        ScriptedWorker twin = worker();
        twin.holdTurns = true;
        twin.holdActivities = true;
        return twin.connect(engine, Reach.REMOTE, new WorkerIdentity("", "grpc-java", PEER, true));
    }

    /** What comes next on either stream. */
    private static WorkItem next(ScriptedWorker one, ScriptedWorker other) throws InterruptedException {
        for (int i = 0; i < 400; i++) {
            for (ScriptedWorker worker : List.of(one, other)) {
                WorkItem item = worker.held.poll(25, TimeUnit.MILLISECONDS);
                if (item != null) {
                    return item;
                }
            }
        }
        throw new AssertionError("no work item came");
    }

    private ScriptedWorker worker(String peer, int turns, int activities) {
        ScriptedWorker worker = worker();
        worker.wanted = GetWorkItemsRequest.newBuilder()
                .setMaxConcurrentOrchestrationWorkItems(turns)
                .setMaxConcurrentActivityWorkItems(activities)
                .build();
        return worker.connect(engine, Reach.REMOTE, new WorkerIdentity("", "grpc-java", peer, true));
    }

    /** What comes within more than a tick of the hub, or null. */
    private static @Nullable WorkItem again(ScriptedWorker worker) throws InterruptedException {
        return worker.held.poll(1_200, TimeUnit.MILLISECONDS);
    }

    private void answer(ScriptedWorker worker, WorkItem turn) {
        OrchestratorResponse answer =
                worker.turn(turn).toBuilder().clearCompletionToken().build();
        await(engine.completeTurn(answer, PEER));
    }

    private void finish(WorkItem activity) {
        await(engine.completeActivity(withoutToken(activity), PEER));
    }

    private static ActivityResponse withoutToken(WorkItem activity) {
        return ScriptedWorker.result(activity).toBuilder()
                .clearCompletionToken()
                .build();
    }
}
