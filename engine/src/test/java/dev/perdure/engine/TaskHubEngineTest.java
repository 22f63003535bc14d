package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.engine.storage.MemoryStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskHubEngineTest {

    private final MemoryStorage storage = new MemoryStorage();
    private final ManualClock clock = new ManualClock();
    private final Random random = new Random(7);
    private TaskHubEngine engine = open();
    private final List<ScriptedWorker> workers = new ArrayList<>();

    private TaskHubEngine open() {
        return TaskHubEngine.open(storage, EngineOptions.defaults(), clock, random);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private ScriptedWorker worker(Reach reach) {
        return worker().connect(engine, reach);
    }

    /** Not connected yet, so that what it holds can be set first. */
    private ScriptedWorker worker() {
        ScriptedWorker worker = new ScriptedWorker()
                .script("sequence", Scripts.sequence(3))
                .script("fanOut", Scripts.fanOut(50))
                .script("event", Scripts.waitForEvent())
                .script("timer", Scripts.timer(Duration.ofDays(30)))
                .script("send", Scripts.send("receiver", "hello", "\"from afar\""));
        workers.add(worker);
        return worker;
    }

    private static StartRequest request(String id, String name, @Nullable RequestKey key) {
        return new StartRequest(id, name, null, "\"input of " + id + "\"", null, Map.of(), null, key);
    }

    private Outcome start(String id, String name) {
        return await(engine.start(request(id, name, null)));
    }

    private InstanceView ended(String id) {
        return await(engine.waitFor(id, WaitCondition.COMPLETED));
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

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
    void ignoresTheAnswerToATurnThatWasTerminatedMeanwhile() throws Exception {
        ScriptedWorker worker = worker(Reach.REMOTE);
        worker.holdTurns = true;
        start("a", "sequence");
        WorkItem turn = worker.take();

        await(engine.terminate("a", "stop", null));
        await(engine.completeTurn(worker.turn(turn)));

        assertThat(engine.instance("a", true).orElseThrow().status()).isEqualTo(RuntimeStatus.TERMINATED);
        assertThat(engine.history("a").getLast().hasExecutionCompleted()).isTrue();
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
    void deliversAgainWhatALostWorkerHad() throws Exception {
        ScriptedWorker first = worker(Reach.REMOTE);
        first.holdActivities = true;
        start("a", "sequence");
        WorkItem item = first.take();
        assertThat(item.getPerdureDelivery().getDeliveryNumber()).isEqualTo(1);

        first.close();
        ScriptedWorker second = worker();
        second.holdActivities = true;
        second.connect(engine, Reach.REMOTE);

        WorkItem again = second.take();
        assertThat(again.getActivityRequest()).isEqualTo(item.getActivityRequest());
        assertThat(again.getPerdureDelivery().getDeliveryNumber()).isEqualTo(2);
        assertThat(again.getCompletionToken()).isNotEqualTo(item.getCompletionToken());
    }

    @Test
    void takesAnActivityBackWhenItsLeaseEnds() throws Exception {
        ScriptedWorker worker = worker(Reach.REMOTE);
        worker.holdActivities = true;
        start("a", "sequence");
        WorkItem item = worker.take();

        clock.advance(Duration.ofMinutes(31));

        assertThat(worker.take().getPerdureDelivery().getDeliveryNumber()).isEqualTo(2);
        worker.holdActivities = false;
        worker.answer(item);
        assertThat(ended("a").status()).isEqualTo(RuntimeStatus.COMPLETED);
    }

    @Test
    void takesATurnBackWhenItsLeaseEndsAndIgnoresTheLateAnswer() throws Exception {
        ScriptedWorker worker = worker(Reach.REMOTE);
        worker.holdTurns = true;
        start("a", "sequence");
        WorkItem late = worker.take();
        clock.advance(Duration.ofMinutes(3));
        WorkItem again = worker.take();
        assertThat(again.getPerdureDelivery().getDeliveryNumber()).isEqualTo(2);

        await(engine.completeTurn(worker.turn(late)));
        assertThat(engine.instance("a", false).orElseThrow().status()).isEqualTo(RuntimeStatus.PENDING);

        worker.holdTurns = false;
        worker.answer(again);
        assertThat(ended("a").historyEvents()).isEqualTo(12);
    }

    @Test
    @SuppressWarnings("deprecation") // deprecated in the protocol, yet still sent
    void commitsATurnAnsweredInChunksOnlyWithItsLastChunk() throws Exception {
        ScriptedWorker worker = worker(Reach.REMOTE);
        worker.holdTurns = true;
        worker.holdActivities = true;
        start("a", "fanOut");
        OrchestratorResponse whole = worker.turn(worker.take());
        OrchestratorResponse first = whole.toBuilder()
                .clearActions()
                .addAllActions(whole.getActionsList().subList(0, 30))
                .setIsPartial(true)
                .build();
        OrchestratorResponse last = whole.toBuilder()
                .clearActions()
                .addAllActions(whole.getActionsList().subList(30, 50))
                .build();

        await(engine.completeTurn(first));
        assertThat(engine.instance("a", false).orElseThrow().status()).isEqualTo(RuntimeStatus.PENDING);

        await(engine.completeTurn(last));
        assertThat(engine.history("a").stream().filter(HistoryEvent::hasTaskScheduled))
                .hasSize(50);
    }

    @Test
    void acceptsAfterARestartTheResultOfAnActivityDeliveredBefore() throws Exception {
        ScriptedWorker worker = worker(Reach.REMOTE);
        worker.holdActivities = true;
        start("a", "sequence");
        WorkItem item = worker.take();
        engine.close();
        engine = open();

        await(engine.completeActivity(ScriptedWorker.result(item)));
        await(engine.completeActivity(ScriptedWorker.result(item)));
        worker(Reach.REMOTE);

        assertThat(ended("a").status()).isEqualTo(RuntimeStatus.COMPLETED);
        assertThat(engine.history("a").stream().filter(HistoryEvent::hasTaskCompleted))
                .hasSize(3);
    }

    @Test
    void goesOnAfterARestartWhereItWas() {
        worker(Reach.REMOTE).holdActivities = true;
        for (int i = 0; i < 20; i++) {
            start("i" + i, "sequence");
            await(engine.waitFor("i" + i, WaitCondition.STARTED));
        }
        engine.close();
        engine = open();

        worker(Reach.REMOTE);

        for (int i = 0; i < 20; i++) {
            assertThat(ended("i" + i).status()).isEqualTo(RuntimeStatus.COMPLETED);
        }
    }

    @Test
    void failsAnInstanceThatAsksForWhatTheHostCannotDo() {
        ScriptedWorker worker = new ScriptedWorker()
                .script(
                        "child",
                        (past, fresh) -> List.of(dev.perdure.core.protocol.OrchestratorAction.newBuilder()
                                .setCreateSubOrchestration(
                                        dev.perdure.core.protocol.CreateSubOrchestrationAction.newBuilder()
                                                .setName("x"))
                                .build()));
        worker.connect(engine, Reach.IN_PROCESS);

        start("a", "child");

        InstanceView view = ended("a");
        assertThat(view.status()).isEqualTo(RuntimeStatus.FAILED);
        assertThat(java.util.Objects.requireNonNull(view.failure()).getErrorMessage())
                .contains("sub-orchestrations");
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
