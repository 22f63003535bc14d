package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.WorkItem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SuspendTest extends EngineFixture {

    private final RequestKey key = new RequestKey("suspend", 1);

    private RuntimeStatus status(String id) {
        return engine.instance(id, false).orElseThrow().status();
    }

    private static void assertRejected(Outcome outcome, Outcome.Reason reason) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class, r -> assertThat(r.reason()).isEqualTo(reason));
    }

    @Test
    void holdsEventsWhileSuspendedAndHandsThemOutInOrderOnResume() throws Exception {
        ScriptedWorker worker = worker();
        worker.holdTurns = true;
        worker.connect(engine, Reach.REMOTE);
        start("a", "event");
        worker.answer(worker.take());
        await(engine.waitFor("a", WaitCondition.STARTED));

        await(engine.suspend("a", "lunch", key));
        await(engine.raiseEvent("a", "first", "1", null));
        await(engine.raiseEvent("a", "second", "2", null));

        assertThat(status("a")).isEqualTo(RuntimeStatus.SUSPENDED);
        assertThat(worker.held).isEmpty();

        await(engine.resume("a", "back", null));
        WorkItem turn = worker.take();
        assertThat(turn.getOrchestratorRequest().getNewEventsList().stream()
                        .map(HistoryEvent::getEventTypeCase)
                        .map(Enum::name))
                .containsExactly(
                        "ORCHESTRATORSTARTED", "EXECUTIONSUSPENDED", "EVENTRAISED", "EVENTRAISED", "EXECUTIONRESUMED");
        worker.answer(turn);
        assertThat(ended("a").output()).isEqualTo("1");
    }

    @Test
    void aTurnThatIsOutTakesEffectAndTheInstanceStaysSuspended() throws Exception {
        ScriptedWorker worker = worker();
        worker.holdTurns = true;
        worker.holdActivities = true;
        worker.connect(engine, Reach.REMOTE);
        start("a", "sequence");
        WorkItem turn = worker.take();

        await(engine.suspend("a", null, null));
        await(engine.completeTurn(worker.turn(turn)));

        WorkItem activity = worker.take();
        assertThat(activity.hasActivityRequest()).isTrue();
        await(engine.completeActivity(ScriptedWorker.result(activity)));
        assertThat(status("a")).isEqualTo(RuntimeStatus.SUSPENDED);
        assertThat(worker.held).isEmpty();

        await(engine.resume("a", null, null));
        assertThat(status("a")).isEqualTo(RuntimeStatus.RUNNING);
        assertThat(worker.take().getOrchestratorRequest().getNewEventsList()).anyMatch(HistoryEvent::hasTaskCompleted);
    }

    @Test
    void refusesASecondSuspendAndAResumeOfARunningOne() {
        start("a", "event");
        assertRejected(await(engine.resume("a", null, null)), Outcome.Reason.WRONG_STATE);
        await(engine.suspend("a", null, null));
        assertRejected(await(engine.suspend("a", null, null)), Outcome.Reason.WRONG_STATE);
        assertRejected(await(engine.suspend("nobody", null, null)), Outcome.Reason.NOT_FOUND);
    }

    @Test
    void staysSuspendedOverARestartAndThenGoesOn() {
        worker(Reach.IN_PROCESS);
        start("a", "event");
        await(engine.waitFor("a", WaitCondition.STARTED));
        await(engine.suspend("a", null, null));
        await(engine.raiseEvent("a", "go", "7", null));
        engine.close();

        engine = open();
        worker(Reach.IN_PROCESS);
        assertThat(status("a")).isEqualTo(RuntimeStatus.SUSPENDED);

        await(engine.resume("a", null, null));
        assertThat(ended("a").output()).isEqualTo("7");
    }

    @Test
    void canBeTerminatedAndPurgedWhileSuspendedAndLeavesNothing() {
        worker(Reach.IN_PROCESS);
        start("a", "timer");
        await(engine.waitFor("a", WaitCondition.STARTED));
        await(engine.suspend("a", null, null));

        await(engine.terminate("a", "enough", null));
        assertThat(ended("a").status()).isEqualTo(RuntimeStatus.TERMINATED);
        assertRejected(await(engine.resume("a", null, null)), Outcome.Reason.FINISHED);

        await(engine.purge("a", null));
        assertThat(StoredFamilies.of(storage)).containsExactly("META");
    }

    @Test
    void suspendedBeforeItsScheduledStartItBeginsOnlyAfterTheResume() throws Exception {
        ScriptedWorker worker = worker();
        worker.holdTurns = true;
        worker.connect(engine, Reach.REMOTE);
        await(engine.start(new StartRequest(
                "a", "event", null, null, clock.instant().plus(Duration.ofMinutes(5)), Map.of(), null, null)));
        await(engine.suspend("a", null, null));
        clock.advance(Duration.ofMinutes(10));
        await(engine.raiseEvent("a", "early", "1", null));
        assertThat(worker.held).isEmpty();

        await(engine.resume("a", null, null));

        assertThat(worker.take().getOrchestratorRequest().getNewEventsList())
                .anyMatch(HistoryEvent::hasExecutionStarted);
    }

    @Test
    void aTimerThatIsDueMeanwhileFiresOnceAndWaits() throws Exception {
        ScriptedWorker worker = worker(Reach.REMOTE);
        start("a", "timer");
        await(engine.waitFor("a", WaitCondition.STARTED));
        await(engine.suspend("a", null, null));

        // The hub's time does not follow a jump of over an hour.
        for (int i = 0; i < 31 * 24 * 2; i++) {
            clock.advance(Duration.ofMinutes(30));
            await(engine.raiseEvent("nobody", "tick", null, null));
        }
        while (StoredFamilies.of(storage).contains("TIMER")) {
            Thread.onSpinWait();
        }

        assertThat(status("a")).isEqualTo(RuntimeStatus.SUSPENDED);
        assertThat(engine.history("a")).noneMatch(HistoryEvent::hasTimerFired);
        await(engine.resume("a", null, null));
        assertThat(ended("a").output()).isEqualTo("\"fired\"");
        assertThat(engine.history("a").stream().filter(HistoryEvent::hasTimerFired))
                .hasSize(1);
        worker.close();
    }

    @Test
    void theCustomStatusOfATurnThatIsOutIsShownWhileSuspended() throws Exception {
        ScriptedWorker worker = worker();
        worker.holdTurns = true;
        worker.connect(engine, Reach.REMOTE);
        start("a", "event");
        WorkItem turn = worker.take();

        await(engine.suspend("a", null, null));
        await(engine.completeTurn(worker.turn(turn).toBuilder()
                .setCustomStatus(StringValue.of("\"half way\""))
                .build()));

        InstanceView view = engine.instance("a", false).orElseThrow();
        assertThat(view.customStatus()).isEqualTo("\"half way\"");
        assertThat(view.status()).isEqualTo(RuntimeStatus.SUSPENDED);
        await(engine.resume("a", null, null));
        assertThat(engine.instance("a", false).orElseThrow().customStatus()).isEqualTo("\"half way\"");
    }

    @Test
    void aScheduledStartThatIsOverBeginsAtOnce() {
        worker(Reach.REMOTE);
        for (Duration ago : List.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofDays(100_000))) {
            String id = "ago" + ago.toSeconds();
            await(engine.start(
                    new StartRequest(id, "sequence", null, null, clock.instant().minus(ago), Map.of(), null, null)));

            assertThat(ended(id).output()).isEqualTo("\"done\"");
        }
        assertThat(StoredFamilies.of(storage)).doesNotContain("TIMER", "INSTANCE_TIMER");
    }

    @Test
    void refusesEventsBeyondTheBytesAnInboxMayHold() {
        start("a", "event");
        String big = "x".repeat(15 << 20);
        for (int i = 0; i < 5; i++) {
            assertThat(await(engine.raiseEvent("a", "big", big, null))).isInstanceOf(Outcome.Done.class);
        }

        assertRejected(await(engine.raiseEvent("a", "big", big, null)), Outcome.Reason.OVERLOADED);
    }
}
