package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.ScheduleTaskAction;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.protocol.WorkerCapability;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Work that is larger than gRPC workers usually take: it breaks their streams. */
class TooLargeTest extends EngineFixture {

    private static final String LARGE = "\"" + "x".repeat(5 << 20) + "\"";
    private static final int TRIALS = 3;

    @Test
    @Timeout(60)
    void suspendsTheInstanceOfATurnOnWhichStreamsBreak() throws Exception {
        breakStreamsWith("a");

        ScriptedWorker other = holding("");
        start("b", "echo");

        assertThat(other.take().getOrchestratorRequest().getInstanceId()).isEqualTo("b");
        Why why = engine.why("a").orElseThrow();
        assertThat(why.reasons())
                .filteredOn(Why.Suspended.class::isInstance)
                .singleElement()
                .extracting(reason -> ((Why.Suspended) reason).reason())
                .asString()
                .contains("larger than its worker takes", "maxInboundMessageSize");
    }

    @Test
    @Timeout(60)
    void triesAgainOnceTheInstanceIsResumed() throws Exception {
        breakStreamsWith("a");
        ScriptedWorker raised = holding("");

        await(engine.resume("a", null, null));
        raised.answer(turnOf("a", raised));

        assertThat(ended("a").status()).isEqualTo(RuntimeStatus.COMPLETED);
    }

    @Test
    void doesNotCountAgainstWhatWasOnTheSameStream() throws Exception {
        start("beside", "echo");
        startLarge("a", "echo");
        for (int i = 1; i <= TRIALS; i++) {
            try (ScriptedWorker worker = holding("")) {
                worker.take();
                worker.take();
            }
        }
        ScriptedWorker worker = holding("");
        for (int i = 0; i < EngineOptions.defaults().deliveriesMax() - 1; i++) {
            worker.take();
            worker.close();
            worker = holding("");
        }

        worker.answer(worker.take());

        assertThat(ended("beside").status()).isEqualTo(RuntimeStatus.COMPLETED);
    }

    @Test
    void believesAWorkerThatHasAnsweredAsMuch() throws Exception {
        startLarge("b", "echo");
        for (int i = 1; i <= TRIALS; i++) {
            try (ScriptedWorker worker = holding("")) {
                worker.take();
                startLarge("as-large-" + i, "echo");
                worker.answer(worker.take());
                ended("as-large-" + i);
            }
        }

        assertThat(holding("").take().getPerdureDelivery().getDeliveryNumber()).isEqualTo(TRIALS + 1);
    }

    @Test
    void knowsOfAKindOfWorkerThatTakesAnything() throws Exception {
        startLarge("b", "echo");
        for (int i = 1; i <= TRIALS; i++) {
            try (ScriptedWorker worker = holding("durabletask-js grpc-node-js/1.14.7")) {
                worker.take();
            }
        }

        assertThat(holding("").take().getPerdureDelivery().getDeliveryNumber()).isEqualTo(TRIALS + 1);
    }

    @Test
    void failsAnActivityOnWhichStreamsBreak() throws Exception {
        ScriptedWorker turns = new ScriptedWorker().script("tolerant", (past, fresh) -> {
            if (past.isEmpty()) {
                return List.of(largeActivity());
            }
            return List.of(Scripts.complete("\"failed\""));
        });
        turns.connect(engine, Reach.IN_PROCESS);
        turns.holdActivities = true;
        start("a", "tolerant");
        turns.take();
        turns.close();
        for (int i = 1; i <= TRIALS; i++) {
            try (ScriptedWorker worker = holding("")) {
                worker.take();
            }
        }
        turns.connect(engine, Reach.IN_PROCESS);

        assertThat(ended("a").output()).isEqualTo("\"failed\"");
        assertThat(engine.history("a").stream()
                        .filter(HistoryEvent::hasTaskFailed)
                        .findFirst()
                        .orElseThrow()
                        .getTaskFailed()
                        .getFailureDetails()
                        .getErrorMessage())
                .contains("3 times", "larger than the worker takes");
    }

    @Test
    void leavesALongHistoryToBeStreamedWhereTheWorkerSaysItCan() throws Exception {
        ScriptedWorker streaming = holding("");
        streaming.close();
        streaming.wanted = GetWorkItemsRequest.newBuilder()
                .addCapabilities(WorkerCapability.WORKER_CAPABILITY_HISTORY_STREAMING)
                .build();
        streaming.connect(engine, Reach.REMOTE);
        startLarge("a", "event");
        WorkItem first = streaming.take();
        streaming.answer(first);
        await(engine.raiseEvent("a", "go", "1", null));

        WorkItem second = streaming.take();

        assertThat(first.getOrchestratorRequest().getRequiresHistoryStreaming()).isFalse();
        assertThat(second.getOrchestratorRequest().getRequiresHistoryStreaming())
                .isTrue();
        assertThat(second.getOrchestratorRequest().getPastEventsList()).isEmpty();
        assertThat(second.getOrchestratorRequest().getNewEventsList()).hasSize(2);
    }

    @Test
    void givesNoMoreEventsAtOnceThanAWorkerTakes() throws Exception {
        ScriptedWorker worker = holding("");
        start("a", "event");
        WorkItem first = worker.take();
        for (int i = 0; i < 6; i++) {
            await(engine.raiseEvent("a", "other", "x".repeat(1 << 20), null));
        }
        worker.answer(first);

        WorkItem second = worker.take();

        assertThat(second.getSerializedSize()).isLessThan(4 << 20);
        assertThat(second.getOrchestratorRequest().getNewEventsList())
                .filteredOn(HistoryEvent::hasEventRaised)
                .hasSize(3);
    }

    private void breakStreamsWith(String id) throws InterruptedException {
        startLarge(id, "echo");
        for (int i = 1; i <= TRIALS; i++) {
            try (ScriptedWorker worker = holding("")) {
                assertThat(worker.take().getPerdureDelivery().getDeliveryNumber())
                        .isEqualTo(i);
            }
        }
        while (engine.instance(id, false).orElseThrow().status() != RuntimeStatus.SUSPENDED) {
            Thread.onSpinWait();
        }
    }

    private void startLarge(String id, String name) {
        Outcome unused = await(engine.start(new StartRequest(id, name, null, LARGE, null, Map.of(), null, null)));
        assertThat(Objects.requireNonNull(unused)).isInstanceOf(Outcome.Done.class);
    }

    private static OrchestratorAction largeActivity() {
        return OrchestratorAction.newBuilder()
                .setScheduleTask(ScheduleTaskAction.newBuilder().setName("work").setInput(StringValue.of(LARGE)))
                .build();
    }

    private static WorkItem turnOf(String id, ScriptedWorker worker) throws Exception {
        WorkItem item = worker.take();
        while (!item.getOrchestratorRequest().getInstanceId().equals(id)) {
            item = worker.take();
        }
        return item;
    }

    private ScriptedWorker holding(String software) {
        ScriptedWorker worker = worker().script("echo", (past, fresh) -> List.of(Scripts.complete("\"done\"")));
        worker.holdTurns = true;
        worker.holdActivities = true;
        return worker.connect(engine, Reach.REMOTE, new WorkerIdentity("", software));
    }
}
