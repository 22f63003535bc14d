package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.PerdurePause;
import dev.perdure.core.protocol.WorkItem;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A worker whose code has left the history of an instance. */
class PauseTest extends EngineFixture {

    private static final String REASON = "expected from history | what the code did";

    @ParameterizedTest
    @EnumSource(Reach.class)
    void suspendsTheInstanceWithTheReasonAndGoesOnWithAllEventsWhenResumed(Reach reach) throws Exception {
        ScriptedWorker worker = worker();
        worker.holdTurns = true;
        worker.connect(engine, reach);
        start("a", "event");
        worker.answer(worker.take());
        await(engine.waitFor("a", WaitCondition.STARTED));
        await(engine.raiseEvent("a", "first", "1", null));
        List<HistoryEvent> before = history("a");

        await(engine.completeTurn(pause(worker.take())));

        assertThat(status("a")).isEqualTo(RuntimeStatus.SUSPENDED);
        assertThat(history("a")).isEqualTo(before);
        assertThat(engine.stats().divergences()).isEqualTo(1);
        Why why = engine.why("a").orElseThrow();
        assertThat(why.reasons().getFirst())
                .isInstanceOfSatisfying(
                        Why.Suspended.class, held -> assertThat(held.reason()).isEqualTo(REASON));
        assertThat(worker.held).isEmpty();

        await(engine.raiseEvent("a", "second", "2", null));
        await(engine.resume("a", null, null));

        WorkItem turn = worker.take();
        assertThat(turn.getPerdureDelivery().getHistoryOmitted()).isFalse();
        assertThat(turn.getOrchestratorRequest().getNewEventsList().stream()
                        .map(HistoryEvent::getEventTypeCase)
                        .map(Enum::name))
                .containsExactly(
                        "ORCHESTRATORSTARTED", "EVENTRAISED", "EXECUTIONSUSPENDED", "EVENTRAISED", "EXECUTIONRESUMED");
        worker.answer(turn);
        assertThat(ended("a").output()).isEqualTo("1");
    }

    @Test
    void survivesARestart() throws Exception {
        pauseOne();

        engine.close();
        engine = open();

        ScriptedWorker worker = worker(Reach.REMOTE);
        assertThat(status("a")).isEqualTo(RuntimeStatus.SUSPENDED);
        assertThat(engine.why("a").orElseThrow().reasons().toString()).contains(REASON);
        await(engine.resume("a", null, null));
        assertThat(ended("a").output()).isEqualTo("1");
        worker.close();
    }

    @Test
    void canBePausedAgainAndTheNewReasonCounts() throws Exception {
        ScriptedWorker worker = pauseOne();

        await(engine.resume("a", null, null));
        await(engine.completeTurn(pause(worker.take(), "still wrong")));

        assertThat(status("a")).isEqualTo(RuntimeStatus.SUSPENDED);
        assertThat(engine.why("a").orElseThrow().reasons().toString()).contains("still wrong");
        await(engine.resume("a", null, null));
        worker.answer(worker.take());
        assertThat(ended("a").output()).isEqualTo("1");
    }

    @Test
    void givesItsReasonToAnInstanceThatWasSuspendedMeanwhile() throws Exception {
        ScriptedWorker worker = worker();
        worker.holdTurns = true;
        worker.connect(engine, Reach.REMOTE);
        start("a", "event");
        WorkItem turn = worker.take();
        await(engine.suspend("a", "lunch", null));

        await(engine.completeTurn(pause(turn)));

        assertThat(engine.why("a").orElseThrow().reasons().toString()).contains(REASON);
        await(engine.resume("a", null, null));
        assertThat(worker.take().getOrchestratorRequest().getNewEventsList())
                .anyMatch(HistoryEvent::hasExecutionStarted);
    }

    @Test
    void canBeTerminatedListedAndPurged() throws Exception {
        ScriptedWorker unused = pauseOne();

        assertThat(engine.instances(new InstanceQuery(null, null, Set.of(), "", 10, "", false))
                        .instances())
                .singleElement()
                .satisfies(view -> assertThat(view.status()).isEqualTo(RuntimeStatus.SUSPENDED));
        await(engine.terminate("a", "no use", null));
        assertThat(ended("a").status()).isEqualTo(RuntimeStatus.TERMINATED);
        await(engine.purge("a", null));
        assertThat(engine.instance("a", false)).isEmpty();
    }

    @Test
    void ignoresAPauseOfATurnThatIsNotThePresentOne() throws Exception {
        ScriptedWorker worker = worker();
        worker.holdTurns = true;
        worker.connect(engine, Reach.REMOTE);
        start("a", "event");
        WorkItem turn = worker.take();
        worker.answer(turn);
        await(engine.waitFor("a", WaitCondition.STARTED));

        await(engine.completeTurn(pause(turn)));

        assertThat(status("a")).isEqualTo(RuntimeStatus.RUNNING);
        assertThat(engine.stats().divergences()).isZero();
    }

    private ScriptedWorker pauseOne() throws Exception {
        ScriptedWorker worker = worker();
        worker.holdTurns = true;
        worker.connect(engine, Reach.REMOTE);
        start("a", "event");
        worker.answer(worker.take());
        await(engine.waitFor("a", WaitCondition.STARTED));
        await(engine.raiseEvent("a", "first", "1", null));
        await(engine.completeTurn(pause(worker.take())));
        return worker;
    }

    private RuntimeStatus status(String id) {
        return engine.instance(id, false).orElseThrow().status();
    }

    private List<HistoryEvent> history(String id) {
        return engine.history(id);
    }

    private static OrchestratorResponse pause(WorkItem item) {
        return pause(item, REASON);
    }

    /** As a worker of the SDK says it: with a failure for hosts that cannot pause. */
    private static OrchestratorResponse pause(WorkItem item, String reason) {
        OrchestratorAction failure = Scripts.complete("\"must be ignored\"");
        return OrchestratorResponse.newBuilder()
                .setInstanceId(item.getOrchestratorRequest().getInstanceId())
                .setCompletionToken(item.getCompletionToken())
                .addActions(failure)
                .setPerdurePause(PerdurePause.newBuilder().setReason(reason).setEventNumber(1))
                .build();
    }
}
