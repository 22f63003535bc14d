package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorRequest;
import dev.perdure.core.protocol.TaskFailureDetails;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.engine.Outcome.Reason;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Undoing the failure of an instance, as its workers and its clients see it. */
class RewindTest extends EngineFixture {

    static final TaskFailureDetails BROKEN = TaskFailureDetails.newBuilder()
            .setErrorType("Broken")
            .setErrorMessage("it broke")
            .build();

    /** What a replay of the histories handed out did not confirm. */
    private final Queue<String> divergences = new ConcurrentLinkedQueue<>();

    private volatile boolean broken = true;

    @AfterEach
    void everyHistoryHandedOutIsOneItsCodeHasWritten() {
        assertThat(divergences).isEmpty();
    }

    @Test
    void runsTheFailedActivityAgainAndNothingThatWasCompleted() throws Exception {
        ScriptedWorker worker = held("sequence", RewindScripts.sequence(3));
        start("a", "sequence");
        worker.answer(worker.take());
        WorkItem second = worker.take();
        await(engine.completeActivity(failed(second)));
        InstanceView failed = ended("a");

        Outcome.Done done = (Outcome.Done) await(engine.rewind("a", "mended", null));

        InstanceView rewound = engine.instance("a", true).orElseThrow();
        assertThat(rewound.status()).isEqualTo(RuntimeStatus.RUNNING);
        assertThat(rewound.failure()).isNull();
        assertThat(rewound.output()).isNull();
        assertThat(rewound.completedAt()).isNull();
        assertThat(rewound.createdAt()).isEqualTo(failed.createdAt());
        assertThat(rewound.executionId()).isEqualTo(done.executionId()).isNotEqualTo(failed.executionId());
        assertThat(engine.history("a"))
                .noneMatch(HistoryEvent::hasTaskFailed)
                .noneMatch(HistoryEvent::hasExecutionCompleted)
                .hasSize((int) rewound.historyEvents());

        WorkItem again = worker.take();
        assertThat(again.getActivityRequest().getTaskId())
                .isEqualTo(second.getActivityRequest().getTaskId());
        assertThat(again.getActivityRequest().getInput())
                .isEqualTo(second.getActivityRequest().getInput());
        assertThat(again.getActivityRequest()
                        .getOrchestrationInstance()
                        .getExecutionId()
                        .getValue())
                .isEqualTo(done.executionId());
        assertThat(again.getPerdureDelivery().getDeliveryNumber()).isEqualTo(1);
        worker.holdTurns = true;
        worker.answer(again);

        OrchestratorRequest turn = worker.take().getOrchestratorRequest();
        assertThat(turn.getExecutionId().getValue()).isEqualTo(done.executionId());
        assertThat(turn.getPastEventsList().stream().filter(HistoryEvent::hasExecutionStarted))
                .singleElement()
                .extracting(e -> e.getExecutionStarted()
                        .getOrchestrationInstance()
                        .getExecutionId()
                        .getValue())
                .isEqualTo(done.executionId());
        assertThat(turn.getNewEventsList()).hasSize(2).last().matches(HistoryEvent::hasTaskCompleted);
    }

    @Test
    void goesOnToTheEnd() throws Exception {
        ScriptedWorker worker = held("sequence", RewindScripts.sequence(3));
        start("a", "sequence");
        await(engine.completeActivity(failed(worker.take())));
        ended("a");

        await(engine.rewind("a", null, null));
        worker.holdActivities = false;
        worker.answer(worker.take());

        assertThat(ended("a").output()).isEqualTo("\"done\"");
    }

    @Test
    void asksAgainForAllThatFailedOrHadNoResultAndKeepsTheRest() throws Exception {
        ScriptedWorker worker = held("fanOut", RewindScripts.fanOut(4));
        start("a", "fanOut");
        List<WorkItem> items = List.of(worker.take(), worker.take(), worker.take(), worker.take());
        await(engine.completeActivity(ScriptedWorker.result(items.get(0))));
        await(engine.completeActivity(failed(items.get(1))));
        ended("a");

        await(engine.rewind("a", null, null));

        List<WorkItem> again = List.of(worker.take(), worker.take(), worker.take());
        assertThat(again)
                .extracting(item -> item.getActivityRequest().getTaskId())
                .doesNotContain(items.get(0).getActivityRequest().getTaskId())
                .doesNotHaveDuplicates();
        // A late result of the failed execution is not taken for one of the new.
        await(engine.completeActivity(ScriptedWorker.result(items.get(2))));
        assertThat(engine.stats().staleCompletions()).isEqualTo(1);
        again.forEach(worker::answer);
        assertThat(ended("a").output()).isEqualTo("4");
    }

    @Test
    void givesATurnThatFailedByItselfItsEventsAgain() throws Exception {
        ScriptedWorker worker = worker(Reach.REMOTE)
                .script(
                        "event",
                        strict((past, fresh) -> broken
                                ? List.of(Scripts.fail(BROKEN))
                                : Scripts.waitForEvent().turn(past, fresh)));
        start("a", "event");
        ended("a");
        broken = false;
        worker.holdTurns = true;

        await(engine.rewind("a", null, null));

        WorkItem turn = worker.take();
        assertThat(turn.getOrchestratorRequest().getPastEventsList()).isEmpty();
        assertThat(turn.getOrchestratorRequest().getNewEventsList())
                .extracting(HistoryEvent::getEventTypeCase)
                .containsExactly(
                        HistoryEvent.EventTypeCase.ORCHESTRATORSTARTED, HistoryEvent.EventTypeCase.EXECUTIONSTARTED);
        worker.holdTurns = false;
        worker.answer(turn);
        await(engine.raiseEvent("a", "go", "5", null));
        assertThat(ended("a").output()).isEqualTo("5");
    }

    @Test
    void addsOneAttemptToAnActivityWhoseRetriesWereUsedUp() throws Exception {
        ScriptedWorker worker = held("retrying", RewindScripts.retrying(2));
        start("a", "retrying");
        await(engine.completeActivity(failed(worker.take())));
        clock.advance(java.time.Duration.ofMinutes(1));
        WorkItem last = worker.take();
        await(engine.completeActivity(failed(last)));
        ended("a");

        await(engine.rewind("a", null, null));

        WorkItem again = worker.take();
        assertThat(again.getActivityRequest().getTaskId())
                .isEqualTo(last.getActivityRequest().getTaskId());
        worker.answer(again);
        assertThat(ended("a").output()).isEqualTo("\"done\"");
    }

    @Test
    void armsTimersAgain() throws Exception {
        ScriptedWorker worker = held("guarded", RewindScripts.guarded());
        start("a", "guarded");
        await(engine.completeActivity(failed(worker.take())));
        ended("a");

        await(engine.rewind("a", null, null));
        worker.take();
        clock.advance(java.time.Duration.ofMinutes(2));

        assertThat(ended("a").output()).isEqualTo("\"timed out\"");
    }

    @Test
    void goesOnAfterARestartOfTheHost() throws Exception {
        ScriptedWorker worker = held("sequence", RewindScripts.sequence(3));
        start("a", "sequence");
        await(engine.completeActivity(failed(worker.take())));
        ended("a");
        worker.close();
        await(engine.rewind("a", null, null));

        engine.close();
        engine = open();
        worker(Reach.REMOTE).script("sequence", strict(RewindScripts.sequence(3)));

        assertThat(ended("a").output()).isEqualTo("\"done\"");
    }

    @Test
    void canBeDoneAgainAndAgainAndLeavesNothingBehind() throws Exception {
        ScriptedWorker worker = held("sequence", RewindScripts.sequence(3));
        start("a", "sequence");
        for (int i = 0; i < 5; i++) {
            await(engine.completeActivity(failed(worker.take())));
            ended("a");
            await(engine.rewind("a", null, null));
        }
        worker.holdActivities = false;
        worker.answer(worker.take());

        assertThat(ended("a").historyEvents()).isEqualTo(12);
        await(engine.purge("a", null));
        engine.close();
        assertThat(StoredFamilies.of(storage)).containsExactly("META");
    }

    @Test
    void takesEffectOnceUnderOneKey() throws Exception {
        ScriptedWorker worker = held("sequence", RewindScripts.sequence(3));
        start("a", "sequence");
        await(engine.completeActivity(failed(worker.take())));
        ended("a");
        RequestKey key = new RequestKey("key", 1);

        Outcome first = await(engine.rewind("a", null, key));
        await(engine.completeActivity(failed(worker.take())));
        ended("a");

        assertThat(await(engine.rewind("a", null, key))).isEqualTo(first);
        assertThat(engine.instance("a", false).orElseThrow().status()).isEqualTo(RuntimeStatus.FAILED);
    }

    @Test
    void isRefusedForAllThatHasNotFailed() {
        worker(Reach.REMOTE);
        start("runs", "event");
        start("done", "sequence");
        start("stopped", "event");
        ended("done");
        await(engine.terminate("stopped", null, null));

        assertThat(refusal("unknown")).isEqualTo(Reason.NOT_FOUND);
        assertThat(refusal("runs")).isEqualTo(Reason.WRONG_STATE);
        assertThat(refusal("done")).isEqualTo(Reason.FINISHED);
        assertThat(refusal("stopped")).isEqualTo(Reason.FINISHED);
    }

    private Reason refusal(String id) {
        return ((Outcome.Rejected) await(engine.rewind(id, null, null))).reason();
    }

    static ActivityResponse failed(WorkItem item) {
        return ScriptedWorker.result(item).toBuilder()
                .clearResult()
                .setFailureDetails(BROKEN)
                .build();
    }

    /** A worker that runs turns and leaves the activities to the test. */
    private ScriptedWorker held(String name, Scripts.Script script) {
        ScriptedWorker worker = worker().script(name, strict(script));
        worker.holdActivities = true;
        return worker.connect(engine, Reach.REMOTE);
    }

    private Scripts.Script strict(Scripts.Script script) {
        return RewindScripts.strict(script, divergences::add);
    }
}
