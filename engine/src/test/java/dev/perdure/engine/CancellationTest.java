package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.PerdureWorker;
import dev.perdure.core.protocol.WorkItem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cancelling reaches children and running activities. */
class CancellationTest extends EngineFixture {

    /** What ends an instance while its activity runs. */
    enum End {
        CANCEL,
        TERMINATE,
        PURGE
    }

    @Test
    void theInstanceAndItsRunningChildrenEndAsCanceled() {
        worker().script("parent", Scripts.child("kid", "event")).connect(engine, Reach.IN_PROCESS);
        start("a", "parent");
        await(engine.waitFor("kid", WaitCondition.STARTED));

        Outcome outcome = await(engine.cancel("a", "changed my mind", null));

        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        assertThat(ended("a").status()).isEqualTo(RuntimeStatus.CANCELED);
        assertThat(ended("a").output()).isEqualTo("changed my mind");
        assertThat(ended("kid").status()).isEqualTo(RuntimeStatus.CANCELED);
    }

    @Test
    void whatHasEndedCannotBeCancelled() {
        worker().script("done", (past, fresh) -> List.of(Scripts.complete("1"))).connect(engine, Reach.IN_PROCESS);
        start("a", "done");
        ended("a");

        assertThat(await(engine.cancel("a", null, null)))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(Outcome.Reason.FINISHED));
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void aWorkerIsToldThatNobodyWantsTheResultOfItsActivityAnyMore(End end) throws Exception {
        ScriptedWorker worker = hearing(true);
        start("a", "fanOut");
        String token = worker.take().getCompletionToken();

        switch (end) {
            case CANCEL -> await(engine.cancel("a", null, null));
            case TERMINATE -> await(engine.terminate("a", null, null));
            case PURGE -> await(engine.purge("a", null));
        }

        WorkItem told = worker.take();
        while (told.hasActivityRequest()) {
            told = worker.take();
        }
        assertThat(told.getRequestCase()).isEqualTo(WorkItem.RequestCase.REQUEST_NOT_SET);
        assertThat(told.getPerdureCancelledToken()).isEqualTo(token);
    }

    @Test
    void aWorkerThatDoesNotHearCancellationsGetsNothingItDoesNotKnow() throws Exception {
        ScriptedWorker worker = hearing(false);
        start("a", "fanOut");
        assertThat(worker.take().hasActivityRequest()).isTrue();

        await(engine.cancel("a", null, null));
        start("b", "fanOut");

        for (int i = 0; i < 3; i++) {
            assertThat(worker.take().hasActivityRequest()).isTrue();
        }
    }

    @Test
    void aWorkerIsToldThatAnEarlierDeliveryOfItsActivityIsAnswered() throws Exception {
        ScriptedWorker worker = hearing(true);
        start("a", "sequence");
        WorkItem first = worker.take();
        clock.advance(EngineOptions.defaults().activityLease().plusSeconds(1));
        WorkItem again = worker.take();
        assertThat(again.getPerdureDelivery().getDeliveryNumber()).isEqualTo(2);

        worker.answer(first);

        WorkItem told = worker.take();
        while (told.hasActivityRequest()) {
            told = worker.take();
        }
        assertThat(told.getPerdureCancelledToken()).isEqualTo(again.getCompletionToken());
    }

    private ScriptedWorker hearing(boolean hears) {
        ScriptedWorker worker = worker();
        worker.holdActivities = true;
        worker.wanted = GetWorkItemsRequest.newBuilder()
                .setPerdureWorker(PerdureWorker.newBuilder()
                        .setWorkerId("w")
                        .setHearsCancellations(hears)
                        .addOrchestrators("fanOut")
                        .addOrchestrators("sequence")
                        .addActivities("work"))
                .build();
        return worker.connect(engine, Reach.REMOTE);
    }
}
