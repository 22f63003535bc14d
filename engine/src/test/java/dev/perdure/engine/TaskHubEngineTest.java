package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.WorkItem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TaskHubEngineTest extends EngineFixture {

    @Test
    void runsASequenceOfActivitiesToItsEnd() {
        worker(Reach.IN_PROCESS);

        start("a", "sequence");

        InstanceView view = ended("a");
        assertThat(view.status()).isEqualTo(RuntimeStatus.COMPLETED);
        assertThat(view.output()).isEqualTo("\"done\"");
        assertThat(view.input()).isEqualTo("\"input of a\"");
        assertThat(view.completedAt()).isNotNull();
    }

    @Test
    void writesTheHistoryInTheShapeOfTheProtocol() {
        worker(Reach.REMOTE);

        start("a", "sequence");
        ended("a");

        assertThat(engine.history("a").stream().map(HistoryEvent::getEventTypeCase))
                .extracting(Enum::name)
                .containsExactly(
                        "ORCHESTRATORSTARTED",
                        "EXECUTIONSTARTED",
                        "TASKSCHEDULED",
                        "ORCHESTRATORSTARTED",
                        "TASKCOMPLETED",
                        "TASKSCHEDULED",
                        "ORCHESTRATORSTARTED",
                        "TASKCOMPLETED",
                        "TASKSCHEDULED",
                        "ORCHESTRATORSTARTED",
                        "TASKCOMPLETED",
                        "EXECUTIONCOMPLETED");
        assertThat(engine.instance("a", false).orElseThrow().historyEvents()).isEqualTo(12);
    }

    @Test
    void gathersAFanOutOverTwoWorkers() {
        worker(Reach.REMOTE);
        worker(Reach.IN_PROCESS);

        start("a", "fanOut");

        assertThat(ended("a").output()).isEqualTo("50");
    }

    @Test
    void refusesASecondStartWhileTheFirstIsAlive() {
        start("a", "sequence");

        Outcome second = start("a", "sequence");

        assertThat(second).isInstanceOfSatisfying(Outcome.Rejected.class, r -> {
            assertThat(r.reason()).isEqualTo(Outcome.Reason.ALREADY_EXISTS);
            assertThat(r.message()).contains("'a'").contains("Pending");
        });
    }

    @Test
    void replacesAnInstanceThatHasEnded() {
        worker(Reach.IN_PROCESS);
        start("a", "sequence");
        String first = ended("a").executionId();

        start("a", "event");

        InstanceView replaced = engine.instance("a", true).orElseThrow();
        assertThat(replaced.executionId()).isNotEqualTo(first);
        assertThat(replaced.name()).isEqualTo("event");
        assertThat(replaced.output()).isNull();
    }

    @Test
    void answersARepeatedKeyWithTheFirstOutcomeAndStartsNothingTwice() {
        worker(Reach.IN_PROCESS);
        RequestKey key = new RequestKey("k1", 42);
        Outcome first = await(engine.start(request("a", "sequence", key)));
        ended("a");

        Outcome again = await(engine.start(request("a", "sequence", key)));

        assertThat(again).isEqualTo(first);
        assertThat(ended("a").executionId()).isEqualTo(((Outcome.Done) first).executionId());
    }

    @Test
    void refusesAKeyThatComesWithAnotherBody() {
        await(engine.start(request("a", "sequence", new RequestKey("k1", 42))));

        Outcome other = await(engine.start(request("a", "sequence", new RequestKey("k1", 43))));

        assertThat(other)
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class, r -> assertThat(r.reason()).isEqualTo(Outcome.Reason.KEY_REUSED));
    }

    @Test
    void remembersAKeyAcrossPurgeAndRestartAndForgetsItAfterItsTime() {
        RequestKey key = new RequestKey("k1", 42);
        Outcome first = await(engine.start(request("a", "sequence", key)));
        assertThat(await(engine.purge("a", null))).isInstanceOf(Outcome.Done.class);
        engine.close();
        engine = open();

        assertThat(await(engine.start(request("a", "sequence", key)))).isEqualTo(first);
        assertThat(engine.instance("a", false)).isEmpty();

        clock.advance(Duration.ofMinutes(16));
        assertThat(await(engine.start(request("a", "sequence", key)))).isNotEqualTo(first);
        assertThat(engine.instance("a", false)).isPresent();
    }

    @Test
    void raisesAnEventOnceForOneKey() {
        start("a", "sequence");
        RequestKey key = new RequestKey("k1", 1);

        await(engine.raiseEvent("a", "go", "1", key));
        await(engine.raiseEvent("a", "go", "1", key));
        ScriptedWorker worker = new ScriptedWorker().script("sequence", (past, fresh) -> List.of());
        worker.holdTurns = true;
        worker.connect(engine, Reach.REMOTE);

        assertThat(take(worker).getOrchestratorRequest().getNewEventsList().stream()
                        .filter(HistoryEvent::hasEventRaised))
                .hasSize(1);
    }

    private static WorkItem take(ScriptedWorker worker) {
        try {
            return worker.take();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void deliversAnEventRaisedBeforeAnyWorkerCame() {
        start("a", "event");
        await(engine.raiseEvent("a", "approve", "\"yes\"", null));

        worker(Reach.REMOTE);

        assertThat(ended("a").output()).isEqualTo("\"yes\"");
    }

    @Test
    void sendsAnEventToAnInstanceOfAnotherPartitionExactlyOnce() {
        worker(Reach.IN_PROCESS);
        start("receiver", "event");
        for (int i = 0; i < 8; i++) {
            start("sender-" + i, "send");
            ended("sender-" + i);
        }

        assertThat(ended("receiver").output()).isEqualTo("\"from afar\"");
    }

    @Test
    void firesATimerAtItsTimeAndNotBefore() {
        worker(Reach.IN_PROCESS);
        start("a", "timer");
        await(engine.waitFor("a", WaitCondition.STARTED));

        clock.advance(Duration.ofMinutes(59));
        await(engine.purge("nobody", null));
        assertThat(engine.instance("a", false).orElseThrow().status()).isEqualTo(RuntimeStatus.RUNNING);

        for (int i = 0; i < 30 * 24; i++) {
            clock.advance(Duration.ofMinutes(60));
            await(engine.purge("nobody", null));
        }
        assertThat(ended("a").output()).isEqualTo("\"fired\"");
    }

    @Test
    void holdsAScheduledStartBackUntilItsTime() {
        ScriptedWorker worker = worker(Reach.REMOTE);
        Instant later = clock.instant().plus(Duration.ofMinutes(30));
        await(engine.start(new StartRequest("a", "sequence", null, null, later, Map.of(), null, null)));
        await(engine.start(new StartRequest("b", "sequence", null, null, null, Map.of(), null, null)));
        ended("b");
        assertThat(engine.instance("a", false).orElseThrow().status()).isEqualTo(RuntimeStatus.PENDING);

        clock.advance(Duration.ofMinutes(31));

        assertThat(ended("a").status()).isEqualTo(RuntimeStatus.COMPLETED);
        assertThat(worker.held).isEmpty();
    }

    @Test
    void terminatesAtOnceWithoutAnyWorker() {
        start("a", "sequence");

        await(engine.terminate("a", "not wanted", null));

        InstanceView view = ended("a");
        assertThat(view.status()).isEqualTo(RuntimeStatus.TERMINATED);
        assertThat(view.output()).isEqualTo("not wanted");
        assertThat(await(engine.terminate("a", null, null)))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class, r -> assertThat(r.reason()).isEqualTo(Outcome.Reason.FINISHED));
    }

    @Test
    void purgesAnInstanceWithAllThatBelongsToIt() {
        worker(Reach.IN_PROCESS);
        start("a", "fanOut");
        ended("a");

        assertThat(await(engine.purge("a", null)))
                .isInstanceOfSatisfying(
                        Outcome.Done.class, d -> assertThat(d.count()).isEqualTo(1));

        assertThat(engine.instance("a", true)).isEmpty();
        assertThat(await(engine.purge("a", null)))
                .isInstanceOfSatisfying(
                        Outcome.Done.class, d -> assertThat(d.count()).isZero());
        engine.close();
        assertThat(StoredFamilies.of(storage)).isEqualTo(Set.of("META"));
    }

    @Test
    void failsAnInstanceThatAsksForWhatTheHostCannotDo() {
        new ScriptedWorker()
                .script("odd", (past, fresh) -> List.of(OrchestratorAction.getDefaultInstance()))
                .connect(engine, Reach.IN_PROCESS);

        start("a", "odd");

        InstanceView view = ended("a");
        assertThat(view.status()).isEqualTo(RuntimeStatus.FAILED);
        assertThat(java.util.Objects.requireNonNull(view.failure()).getErrorMessage())
                .contains("an action this host does not know");
    }

    @Test
    void listsAllInstancesPageByPage() {
        for (int i = 0; i < 25; i++) {
            start("i" + i, "sequence");
        }
        Set<String> seen = new java.util.TreeSet<>();
        String continuation = "";
        int pages = 0;
        do {
            InstancePage page = engine.instances(new InstanceQuery(null, null, Set.of(), "", 10, continuation, false));
            page.instances().forEach(view -> seen.add(view.instanceId()));
            continuation = page.continuation();
            pages++;
        } while (!continuation.isEmpty());

        assertThat(seen).hasSize(25);
        assertThat(pages).isEqualTo(3);
        assertThat(engine.instances(new InstanceQuery(null, null, Set.of(), "i1", 100, "", false))
                        .instances())
                .hasSize(11);
        assertThat(engine.instances(new InstanceQuery(null, null, Set.of(RuntimeStatus.COMPLETED), "", 100, "", false))
                        .instances())
                .isEmpty();
    }
}
