package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Int32Value;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.ActivityFilter;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestrationFilter;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.protocol.WorkItemFilters;
import dev.perdure.core.worker.WorkItemListener;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What happens to work whose worker is lost, late, broken, or comes back after a restart of the host. */
class RedeliveryTest extends EngineFixture {

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
    void commitsATurnAnsweredInChunksOnlyWithItsLastChunkAndEachOnce() throws Exception {
        ScriptedWorker worker = worker(Reach.REMOTE);
        worker.holdTurns = true;
        worker.holdActivities = true;
        start("a", "fanOut");
        OrchestratorResponse whole = worker.turn(worker.take());
        OrchestratorResponse first = whole.toBuilder()
                .clearActions()
                .addAllActions(whole.getActionsList().subList(0, 30))
                .setIsPartial(true)
                .setChunkIndex(Int32Value.of(0))
                .build();
        OrchestratorResponse last = whole.toBuilder()
                .clearActions()
                .addAllActions(whole.getActionsList().subList(30, 50))
                .setChunkIndex(Int32Value.of(1))
                .build();

        await(engine.completeTurn(first));
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
    void givesAWorkerThatDoesNotAnswerOneItemAtATimeUntilItDoes() throws Exception {
        ScriptedWorker silent = worker();
        silent.holdTurns = true;
        silent.connect(engine, Reach.REMOTE);
        for (int i = 0; i < 5; i++) {
            start("i" + i, "event");
        }
        for (int i = 0; i < 5; i++) {
            silent.take();
        }

        clock.advance(Duration.ofMinutes(3));
        WorkItem only = silent.take();
        int inFlight = engine.workers().getFirst().turnsInFlight();
        silent.answer(only);
        for (int i = 0; i < 4; i++) {
            silent.take();
        }

        assertThat(inFlight).isEqualTo(1);
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
    void goesOnWhenAWorkerConnectionThrows() {
        engine.connect(GetWorkItemsRequest.getDefaultInstance(), Reach.REMOTE, new WorkItemListener() {
            @Override
            public void onWorkItem(WorkItem item) {
                throw new IllegalStateException("the stream is broken");
            }

            @Override
            public void onClosed(@Nullable Throwable cause) {
                throw new IllegalStateException("and cannot even be closed");
            }
        });
        start("a", "sequence");

        worker(Reach.REMOTE);

        assertThat(ended("a").status()).isEqualTo(RuntimeStatus.COMPLETED);
        assertThat(engine.failure()).isNotDone();
    }

    @Test
    void deliversATurnAgainWhoseTokenCameBackUnderAnotherInstance() throws Exception {
        ScriptedWorker worker = worker();
        worker.holdTurns = true;
        worker.connect(engine, Reach.IN_PROCESS);
        start("a", "sequence");
        WorkItem turn = worker.take();

        await(engine.completeTurn(
                worker.turn(turn).toBuilder().setInstanceId("b").build()));

        // Only now: it comes from another partition than the answer did.
        WorkItem again = worker.take();
        worker.holdTurns = false;
        worker.answer(again);
        assertThat(ended("a").status()).isEqualTo(RuntimeStatus.COMPLETED);
    }

    @Test
    void deliversAnActivityAgainWhoseTokenCameBackUnderAnotherTask() throws Exception {
        ScriptedWorker worker = worker();
        worker.holdActivities = true;
        worker.connect(engine, Reach.IN_PROCESS);
        start("a", "sequence");
        WorkItem activity = worker.take();

        await(engine.completeActivity(
                ScriptedWorker.result(activity).toBuilder().setTaskId(77).build()));

        WorkItem again = worker.take();
        worker.holdActivities = false;
        worker.answer(again);
        assertThat(ended("a").status()).isEqualTo(RuntimeStatus.COMPLETED);
    }

    @Test
    void runsAnIdStartedAgainUnderAnotherNameThoughTheFirstNameNeverHadAWorker() {
        start("a", "misspelt");
        await(engine.terminate("a", null, null));
        start("a", "sequence");

        ScriptedWorker worker = worker();
        worker.wanted = GetWorkItemsRequest.newBuilder()
                .setWorkItemFilters(WorkItemFilters.newBuilder()
                        .addOrchestrations(OrchestrationFilter.newBuilder().setName("sequence"))
                        .addActivities(ActivityFilter.newBuilder().setName("work")))
                .build();
        worker.connect(engine, Reach.REMOTE);

        assertThat(ended("a").status()).isEqualTo(RuntimeStatus.COMPLETED);
    }

    @Test
    void failsAWaitThatBeginsAfterTheEnd() {
        engine.close();

        assertThat(engine.waitFor("a", WaitCondition.COMPLETED)).isCompletedExceptionally();
    }
}
