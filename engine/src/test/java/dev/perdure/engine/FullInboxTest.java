package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.WorkItem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An inbox with as many events as clients may put there. */
@Timeout(60)
class FullInboxTest extends EngineFixture {

    private static final int INBOX_MAX = 10_000;

    private void fillInboxOf(String id) {
        await(engine.suspend(id, null, null));
        List<CompletableFuture<Outcome>> answers = new ArrayList<>();
        for (int i = 0; i < INBOX_MAX; i++) {
            answers.add(engine.raiseEvent(id, "noise", null, null));
            if (answers.size() == 1_000) {
                answers.forEach(EngineFixture::await);
                answers.clear();
            }
        }
        assertThat(await(engine.raiseEvent(id, "too much", null, null)))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class, r -> assertThat(r.reason()).isEqualTo(Outcome.Reason.OVERLOADED));
    }

    private List<HistoryEvent> eventsAfterResume(ScriptedWorker worker, String id) throws InterruptedException {
        worker.holdTurns = true;
        await(engine.resume(id, null, null));
        WorkItem turn = worker.take();
        assertThat(turn.getOrchestratorRequest().getInstanceId()).isEqualTo(id);
        return turn.getOrchestratorRequest().getNewEventsList();
    }

    @Test
    void stillTakesWhatOtherInstancesSend() throws Exception {
        ScriptedWorker worker = worker(Reach.REMOTE);
        start("receiver", "event");
        await(engine.waitFor("receiver", WaitCondition.STARTED));
        fillInboxOf("receiver");

        int senders = 20;
        for (int i = 0; i < senders; i++) {
            start("sender" + i, "send");
        }
        for (int i = 0; i < senders; i++) {
            ended("sender" + i);
        }
        // Messages between partitions have arrived when the outboxes are empty.
        while (StoredFamilies.of(storage).contains("OUTBOX")) {
            Thread.onSpinWait();
        }

        assertThat(eventsAfterResume(worker, "receiver").stream()
                        .filter(HistoryEvent::hasEventRaised)
                        .filter(e -> e.getEventRaised().getName().equals("hello")))
                .hasSize(senders);
    }

    @Test
    void stillTakesResultsTimersAndChildren() throws Exception {
        ScriptedWorker worker = worker().script("all", (past, fresh) -> past.isEmpty() ? asked(fresh) : List.of());
        worker.holdActivities = true;
        worker.connect(engine, Reach.REMOTE);
        start("a", "all");
        WorkItem activity = worker.take();
        await(engine.waitFor("kid", WaitCondition.STARTED));
        fillInboxOf("a");

        await(engine.completeActivity(ScriptedWorker.result(activity)));
        clock.advance(Duration.ofMinutes(2));
        await(engine.raiseEvent("kid", "go", "1", null));
        ended("kid");
        while (StoredFamilies.of(storage).contains("OUTBOX")
                || StoredFamilies.of(storage).contains("TIMER")) {
            Thread.onSpinWait();
        }

        assertThat(eventsAfterResume(worker, "a"))
                .anyMatch(HistoryEvent::hasTaskCompleted)
                .anyMatch(HistoryEvent::hasTimerFired)
                .anyMatch(HistoryEvent::hasSubOrchestrationInstanceCompleted);
    }

    private static List<OrchestratorAction> asked(List<HistoryEvent> fresh) {
        OrchestratorAction timer =
                Scripts.timer(Duration.ofMinutes(1)).turn(List.of(), fresh).getFirst();
        return List.of(
                Scripts.activity(0, "work"),
                timer.toBuilder().setId(1).build(),
                Scripts.subOrchestration(2, "kid", "event"));
    }
}
