package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.EntityFilter;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.TaskFailureDetails;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.protocol.WorkItemFilters;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Batches at workers: what they hold, and what happens to those that are lost, late, refused or failed. */
class EntityDeliveryTest extends EntityFixture {

    private static final String ID = "@journal@a";

    @Test
    void oneBatchAtATimeAndTheNextHoldsWhatCameMeanwhile() throws Exception {
        ScriptedWorker worker = holdingBatches();
        append(ID, "1");
        WorkItem first = worker.take();
        append(ID, "2");
        append(ID, "3");
        assertThat(worker.held).isEmpty();

        worker.answer(first);

        WorkItem second = worker.take();
        assertThat(inputs(first)).isEqualTo("1");
        assertThat(inputs(second)).isEqualTo("2,3");
        assertThat(second.getEntityRequestV2().getEntityState().getValue()).isEqualTo("1");
        assertThat(first.getEntityRequestV2().hasEntityState()).isFalse();
    }

    @Test
    void aBatchIsBoundedInNumber() throws Exception {
        for (int i = 0; i < 2_100; i++) {
            var unused = engine.signalEntity(ID, "append", "" + i, null, null);
        }
        append(ID, "last");
        ScriptedWorker worker = holdingBatches();

        assertThat(size(worker)).isEqualTo(1_000);
        assertThat(size(worker)).isEqualTo(1_000);
        assertThat(size(worker)).isEqualTo(101);
    }

    private static int size(ScriptedWorker worker) throws InterruptedException {
        WorkItem item = worker.take();
        worker.answer(item);
        return item.getEntityRequestV2().getOperationRequestsCount();
    }

    @Test
    void aBatchIsBoundedInBytes() throws Exception {
        String big = "x".repeat(400_000);
        for (int i = 0; i < 3; i++) {
            append(ID, big);
        }
        ScriptedWorker worker = holdingBatches();

        assertThat(size(worker)).isEqualTo(2);
        assertThat(size(worker)).isEqualTo(1);
    }

    @Test
    void operationsWithoutAResultStayQueuedInTheirOrder() throws Exception {
        append(ID, "1");
        append(ID, "2");
        append(ID, "3");
        ScriptedWorker worker = holdingBatches();
        WorkItem all = worker.take();

        EntityBatchResult whole = ScriptedWorker.batch(all);
        await(engine.completeEntity(whole.toBuilder()
                .clearResults()
                .addResults(whole.getResults(0))
                .setEntityState(StringValue.of("1"))
                .build()));

        assertThat(inputs(worker.take())).isEqualTo("2,3");
    }

    @Test
    void aFailedBatchIsDeliveredAgainOneOperationAtATimeAfterAWhile() throws Exception {
        append(ID, "1");
        append(ID, "2");
        ScriptedWorker worker = holdingBatches();

        await(engine.completeEntity(failed(worker.take())));
        assertThat(worker.held).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        append("@journal@b", "wakes the clock");

        WorkItem again = take(worker, ID);
        assertThat(inputs(again)).isEqualTo("1");
        assertThat(again.getPerdureDelivery().getDeliveryNumber()).isEqualTo(2);
        worker.answer(again);
        assertThat(inputs(take(worker, ID))).isEqualTo("2");
    }

    @Test
    void givesAnOperationUpAfterManyDeliveriesAndGoesOnWithTheNext() throws Exception {
        ScriptedWorker worker = holdingBatches();
        startOn("caller", "append", ID);
        WorkItem item = worker.take();
        append(ID, "next");
        for (int i = 1; i < 20; i++) {
            await(engine.completeEntity(failed(item)));
            clock.advance(Duration.ofMinutes(2));
            append("@journal@b", "wakes the clock");
            item = take(worker, ID);
            assertThat(item.getPerdureDelivery().getDeliveryNumber()).isEqualTo(i + 1);
        }

        await(engine.completeEntity(failed(item)));

        assertThat(ended("caller").output()).contains("20 times", "the batch broke");
        GivenUp listed = engine.givenUp(10, "").work().getFirst();
        assertThat(listed.instanceId()).isEqualTo(ID);
        assertThat(listed.kind()).isEqualTo(GivenUp.Kind.ENTITY_OPERATION);
        assertThat(listed.status()).isNull();
        assertThat(listed.reason()).contains("the batch broke");
        WorkItem next = take(worker, ID);
        assertThat(inputs(next)).isEqualTo("next");
        assertThat(next.getEntityRequestV2().hasEntityState()).isFalse();
    }

    @Test
    void doesNotCountBatchesTheHostTakesFromItsWorkers() throws Exception {
        append(ID, "1");
        for (int i = 1; i <= 25; i++) {
            ScriptedWorker worker = holdingBatches();
            worker.take();
            worker.dismiss();
        }

        ScriptedWorker worker = holdingBatches();
        WorkItem item = worker.take();

        assertThat(inputs(item)).isEqualTo("1");
        assertThat(item.getPerdureDelivery().getDeliveryNumber()).isEqualTo(1);
    }

    @Test
    void aLateAnswerToAnEarlierDeliveryChangesNothing() throws Exception {
        append(ID, "1");
        ScriptedWorker worker = holdingBatches();
        WorkItem late = worker.take();
        clock.advance(Duration.ofMinutes(31));
        WorkItem again = worker.take();
        assertThat(again.getCompletionToken()).isNotEqualTo(late.getCompletionToken());

        worker.answer(late);
        worker.answer(again);
        worker.answer(again);
        worker.holdEntities = false;

        assertThat(read(ID)).isEqualTo("1");
    }

    @Test
    void deliversABatchAgainAfterARestartAndIgnoresTheAnswerToTheOldOne() throws Exception {
        append(ID, "1");
        ScriptedWorker worker = holdingBatches();
        WorkItem old = worker.take();
        engine.close();
        engine = open();
        ScriptedWorker second = holdingBatches();
        WorkItem again = second.take();
        assertThat(inputs(again)).isEqualTo("1");
        assertThat(again.getPerdureDelivery().getDeliveryNumber())
                .as("restarts are not failures")
                .isEqualTo(1);

        second.answer(old);
        second.answer(again);
        second.answer(old);
        second.holdEntities = false;

        assertThat(read(ID)).isEqualTo("1");
    }

    @Test
    void deliversToAnotherWorkerWhatALostOneHad() throws Exception {
        append(ID, "1");
        ScriptedWorker first = holdingBatches();
        first.take();
        first.close();

        ScriptedWorker second = holdingBatches();

        WorkItem again = second.take();
        assertThat(inputs(again)).isEqualTo("1");
        assertThat(again.getPerdureDelivery().getDeliveryNumber()).isEqualTo(2);
    }

    @Test
    void anAbandonedBatchComesAgainAfterAWhile() throws Exception {
        append(ID, "1");
        ScriptedWorker worker = holdingBatches();
        await(engine.abandonEntity(worker.take().getCompletionToken()));

        clock.advance(Duration.ofSeconds(1));
        append("@journal@b", "wakes the clock");

        assertThat(inputs(take(worker, ID))).isEqualTo("1");
    }

    @Test
    void answersWithoutATokenOrWithAnUnknownOneAreIgnored() throws Exception {
        append(ID, "1");
        ScriptedWorker worker = holdingBatches();
        WorkItem item = worker.take();

        await(engine.completeEntity(
                ScriptedWorker.batch(item).toBuilder().clearCompletionToken().build()));
        await(engine.completeEntity(ScriptedWorker.batch(item).toBuilder()
                .setCompletionToken("entity.0000000000000000")
                .build()));
        assertThat(engine.entity(ID, true).orElseThrow().backlog()).isEqualTo(1);

        worker.answer(item);
        worker.holdEntities = false;
        assertThat(read(ID)).isEqualTo("1");
    }

    @Test
    void anAnswerToABatchOfAnEntityThatWasPurgedMeanwhileIsIgnored() throws Exception {
        append(ID, "1");
        ScriptedWorker worker = holdingBatches();
        WorkItem before = worker.take();

        await(engine.purgeEntity(ID, null));
        worker.answer(before);

        WorkItem again = worker.take();
        assertThat(inputs(again)).isEqualTo("1");
        assertThat(engine.entity(ID, true).orElseThrow().state()).isNull();
    }

    @Test
    void workGoesOnlyToWorkersThatWantTheName() throws Exception {
        ScriptedWorker other = worker();
        other.holdEntities = true;
        other.wanted = wanting("other");
        other.connect(engine, Reach.REMOTE);
        append(ID, "1");
        ScriptedWorker journal = worker();
        journal.holdEntities = true;
        journal.wanted = wanting("Journal");
        journal.connect(engine, Reach.REMOTE);

        assertThat(inputs(journal.take())).isEqualTo("1");
        append("@other@x", "2");
        assertThat(inputs(other.take())).isEqualTo("2");
        assertThat(journal.held).isEmpty();
    }

    private static GetWorkItemsRequest wanting(String name) {
        return GetWorkItemsRequest.newBuilder()
                .setWorkItemFilters(WorkItemFilters.newBuilder()
                        .addEntities(EntityFilter.newBuilder().setName(name)))
                .build();
    }

    private static EntityBatchResult failed(WorkItem item) {
        return EntityBatchResult.newBuilder()
                .setCompletionToken(item.getCompletionToken())
                .setFailureDetails(
                        TaskFailureDetails.newBuilder().setErrorType("Broken").setErrorMessage("the batch broke"))
                .build();
    }

    /** The next batch of this entity; those of others are answered. */
    private static WorkItem take(ScriptedWorker worker, String entityId) throws InterruptedException {
        WorkItem item = worker.take();
        while (!item.getEntityRequestV2().getInstanceId().equals(entityId)) {
            worker.answer(item);
            item = worker.take();
        }
        return item;
    }
}
