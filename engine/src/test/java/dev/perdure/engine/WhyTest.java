package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.PerdureWorker;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.engine.Why.Queued.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WhyTest extends EngineFixture {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private Why why(String id) {
        return engine.why(id).orElseThrow();
    }

    private List<Why.Reason> reasons(String id) {
        return why(id).reasons();
    }

    private static GetWorkItemsRequest named(String worker, List<String> orchestrators, List<String> activities) {
        return GetWorkItemsRequest.newBuilder()
                .setMaxConcurrentOrchestrationWorkItems(1)
                .setMaxConcurrentActivityWorkItems(1)
                .setPerdureWorker(PerdureWorker.newBuilder()
                        .setWorkerId(worker)
                        .addAllOrchestrators(orchestrators)
                        .addAllActivities(activities))
                .build();
    }

    /** Holds everything, and takes one turn and one activity at a time. */
    private ScriptedWorker holding(String name, Reach reach) {
        ScriptedWorker worker = worker();
        worker.holdTurns = true;
        worker.holdActivities = true;
        worker.wanted = named(name, List.of("fanOut", "event"), List.of("work"));
        return worker.connect(engine, reach);
    }

    private static Why.Turn queued(String orchestrator, Cause cause) {
        return new Why.Turn(orchestrator, 1, new Why.Queued(cause));
    }

    @Test
    void anUnknownInstanceWaitsForNothing() {
        assertThat(engine.why("nobody")).isEmpty();
    }

    @Test
    void aTurnWaitsForAWorkerWithTheNameAndWithRoom() throws Exception {
        start("a", "fanOut");
        start("b", "fanOut");
        assertThat(reasons("a")).containsExactly(queued("fanOut", Cause.NO_WORKER));

        ScriptedWorker other = worker();
        other.wanted = named("other", List.of("another"), List.of());
        other.connect(engine, Reach.REMOTE);
        assertThat(reasons("a")).containsExactly(queued("fanOut", Cause.NAME_NOT_SERVED));

        ScriptedWorker worker = holding("w1", Reach.REMOTE);
        String atWorker = worker.take().getOrchestratorRequest().getInstanceId();
        Instant leasedUntil = NOW.plus(EngineOptions.defaults().turnLease());
        assertThat(reasons(atWorker))
                .containsExactly(new Why.Turn("fanOut", 1, new Why.AtWorker("w1", NOW, leasedUntil)));
        assertThat(reasons(atWorker.equals("a") ? "b" : "a")).containsExactly(queued("fanOut", Cause.WORKERS_BUSY));
    }

    @Test
    void aTurnOfABusyWorkerIsNotAboutToGoToOneThatTakesAnything() throws Exception {
        ScriptedWorker naming = worker();
        naming.wanted = named("naming", List.of("event"), List.of());
        naming.holdTurns = true;
        naming.connect(engine, Reach.REMOTE);
        worker().connect(engine, Reach.REMOTE);
        for (int i = 0; i < 2; i++) {
            start("i" + i, "event");
        }
        String atWorker = naming.take().getOrchestratorRequest().getInstanceId();

        assertThat(reasons(atWorker.equals("i0") ? "i1" : "i0")).containsExactly(queued("event", Cause.WORKERS_BUSY));
    }

    @Test
    void aTurnThatWasLostSaysHowOftenItWasHandedOut() throws Exception {
        start("a", "event");
        ScriptedWorker worker = holding("w1", Reach.IN_PROCESS);
        worker.take();
        worker.close();
        holding("w2", Reach.IN_PROCESS).take();

        assertThat(reasons("a")).containsExactly(new Why.Turn("event", 2, new Why.AtWorker("w2", NOW, null)));
    }

    @Test
    void activitiesSayWhichWorkerHasThemAndWhyTheOthersWait() throws Exception {
        ScriptedWorker worker = holding("w1", Reach.REMOTE);
        start("a", "fanOut");
        worker.answer(worker.take());
        WorkItem activity = worker.take();

        Why why = why("a");

        assertThat(why.total()).isEqualTo(50);
        assertThat(why.status()).isEqualTo(RuntimeStatus.RUNNING);
        assertThat(why.eventsWaiting()).isZero();
        assertThat(why.asOf()).isEqualTo(NOW);
        List<Why.Reason> expected = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Why.Place place = i == activity.getActivityRequest().getTaskId()
                    ? new Why.AtWorker(
                            "w1", NOW, NOW.plus(EngineOptions.defaults().activityLease()))
                    : new Why.Queued(Cause.WORKERS_BUSY);
            expected.add(new Why.Activity("work", i, 1, place));
        }
        assertThat(why.reasons()).isEqualTo(expected);

        await(engine.completeActivity(ScriptedWorker.result(activity)));

        assertThat(why("a").eventsWaiting()).isEqualTo(1);
        assertThat(why("a").total()).isEqualTo(50);
        assertThat(reasons("a").getFirst())
                .isEqualTo(new Why.Turn(
                        "fanOut",
                        1,
                        new Why.AtWorker(
                                "w1", NOW, NOW.plus(EngineOptions.defaults().turnLease()))));
    }

    @Test
    void anActivityThatNobodyServesSaysSoAlsoAfterARestart() throws Exception {
        ScriptedWorker worker = worker().script("misspelt", (past, fresh) -> List.of(Scripts.activity(0, "wrok")));
        worker.wanted = named("w1", List.of("misspelt"), List.of("work"));
        worker.connect(engine, Reach.IN_PROCESS);
        start("a", "misspelt");
        await(engine.waitFor("a", WaitCondition.STARTED));

        assertThat(reasons("a")).containsExactly(new Why.Activity("wrok", 0, 1, new Why.Queued(Cause.NAME_NOT_SERVED)));

        engine.close();
        engine = open();
        assertThat(reasons("a")).containsExactly(new Why.Activity("wrok", 0, 2, new Why.Queued(Cause.NO_WORKER)));
    }

    @Test
    void timersAreListedByTime() {
        worker().script("timers", (past, fresh) -> {
                    List<OrchestratorAction> timers = new ArrayList<>();
                    for (int i = 0; past.isEmpty() && i < 3; i++) {
                        timers.add(Scripts.timer(Duration.ofHours(10 - i)).turn(past, fresh).getFirst().toBuilder()
                                .setId(i)
                                .build());
                    }
                    return timers;
                })
                .connect(engine, Reach.IN_PROCESS);
        start("a", "timers");
        await(engine.waitFor("a", WaitCondition.STARTED));

        assertThat(reasons("a"))
                .containsExactly(
                        new Why.Timer(2, NOW.plus(Duration.ofHours(8))),
                        new Why.Timer(1, NOW.plus(Duration.ofHours(9))),
                        new Why.Timer(0, NOW.plus(Duration.ofHours(10))));
    }

    @Test
    void childrenAreNamed() {
        worker().script("parent", Scripts.child("kid", "event")).connect(engine, Reach.IN_PROCESS);
        start("a", "parent");
        await(engine.waitFor("kid", WaitCondition.STARTED));

        assertThat(reasons("a")).containsExactly(new Why.Child(0, "kid"));
        assertThat(reasons("kid")).containsExactly(new Why.ExternalEvent(null, null));
    }

    @Test
    void eventsThatTheWorkerNamesAreListedSinceTheTurnThatBeganToWaitForThem() throws Exception {
        ScriptedWorker worker = worker();
        worker.holdTurns = true;
        worker.connect(engine, Reach.IN_PROCESS);
        start("a", "event");
        awaiting(worker, "approve");
        assertThat(reasons("a")).containsExactly(new Why.ExternalEvent("approve", NOW));

        clock.advance(Duration.ofMinutes(3));
        await(engine.raiseEvent("a", "other", null, null));
        awaiting(worker, "approve", "cancel");
        assertThat(reasons("a"))
                .containsExactly(
                        new Why.ExternalEvent("approve", NOW),
                        new Why.ExternalEvent("cancel", NOW.plus(Duration.ofMinutes(3))));

        await(engine.raiseEvent("a", "approve", null, null));
        awaiting(worker);
        assertThat(reasons("a")).containsExactly(new Why.ExternalEvent(null, null));
    }

    /** Answers the next turn with nothing but the events it waits for. */
    private void awaiting(ScriptedWorker worker, String... events) throws InterruptedException {
        WorkItem item = worker.take();
        await(engine.completeTurn(OrchestratorResponse.newBuilder()
                .setInstanceId(item.getOrchestratorRequest().getInstanceId())
                .setCompletionToken(item.getCompletionToken())
                .addAllPerdureAwaitedEvents(List.of(events))
                .build()));
    }

    @Test
    void aScheduledStartSaysWhen() {
        Instant at = NOW.plus(Duration.ofDays(2));
        await(engine.start(new StartRequest("a", "event", null, null, at, Map.of(), null, null)));

        assertThat(reasons("a")).containsExactly(new Why.ScheduledStart(at));
    }

    @Test
    void aSuspendedOneSaysWhySinceWhenAndWhatIsOpenBesides() {
        worker(Reach.IN_PROCESS);
        start("a", "timer");
        await(engine.waitFor("a", WaitCondition.STARTED));
        clock.advance(Duration.ofMinutes(1));
        await(engine.suspend("a", "lunch", null));
        clock.advance(Duration.ofMinutes(1));
        await(engine.raiseEvent("a", "hello", null, null));

        Why why = why("a");

        assertThat(why.status()).isEqualTo(RuntimeStatus.SUSPENDED);
        assertThat(why.eventsWaiting()).isEqualTo(2);
        assertThat(why.reasons())
                .containsExactly(
                        new Why.Suspended("lunch", NOW.plus(Duration.ofMinutes(1))),
                        new Why.Timer(0, NOW.plus(Duration.ofDays(30))));
        assertThat(why.asOf()).isEqualTo(NOW.plus(Duration.ofMinutes(2)));
    }

    @Test
    void anEndedOneWaitsForNothing() {
        start("a", "event");
        await(engine.terminate("a", null, null));

        assertThat(why("a").status()).isEqualTo(RuntimeStatus.TERMINATED);
        assertThat(reasons("a")).isEmpty();
    }

    @Test
    void listsNoMoreThanTheLimitAndCountsTheRest() {
        int open = 2_500;
        ScriptedWorker worker = worker().script("wide", Scripts.fanOut(open));
        worker.holdActivities = true;
        worker.connect(engine, Reach.IN_PROCESS);
        start("a", "wide");
        await(engine.waitFor("a", WaitCondition.STARTED));

        Why why = why("a");

        assertThat(why.reasons()).hasSize(Why.REASONS_MAX);
        assertThat(why.total()).isEqualTo(open);
    }

    @Test
    void isRefusedByAnEngineThatHasStopped() {
        engine.close();

        assertThatThrownBy(() -> engine.why("a")).isInstanceOf(EngineStoppedException.class);
    }
}
