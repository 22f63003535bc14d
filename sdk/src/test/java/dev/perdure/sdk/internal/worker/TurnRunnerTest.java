package dev.perdure.sdk.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import dev.perdure.core.data.DataConverter;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.ExecutionStartedEvent;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorRequest;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.OrchestratorStartedEvent;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.worker.WorkerConnection;
import dev.perdure.sdk.BlockingCode;
import dev.perdure.sdk.internal.executor.OrchestratorDefinition;
import dev.perdure.sdk.internal.executor.OrchestratorLibrary;
import dev.perdure.sdk.internal.executor.Unloading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Turns that do not end take one thread, however often they are delivered. */
@Timeout(60)
class TurnRunnerTest {

    private final BlockingCode code = new BlockingCode();
    private final List<String> told = new ArrayList<>();
    private final BlockingQueue<String> answered = new LinkedBlockingQueue<>();
    private volatile long now;

    private final WorkerCounters counters = new WorkerCounters();
    private final TurnWatch watch = new TurnWatch(() -> now, counters, told::add);
    private final TurnRunner turns = new TurnRunner(
            new OrchestratorLibrary(
                    Map.of("Spin", OrchestratorDefinition.<String>of("Spin", String.class, code::spin)),
                    DataConverter.jackson(),
                    Unloading.DROP),
            new LiveCache(10, counters),
            new InFlight(100),
            new SharedRandom(new SplittableRandom(1)),
            counters,
            watch);

    @AfterEach
    void letGo() {
        code.over = true;
    }

    @Test
    void anotherDeliveryOfATurnThatDoesNotEndGoesBack() throws Exception {
        turns.take(this::send, item("a", "first"));
        turns.take(this::send, item("b", "of b"));
        now = TurnWatch.LONG_NANOS;

        turns.take(this::send, item("a", "second"));

        assertThat(answered.take()).isEqualTo("abandoned second");
        while (told.isEmpty()) {
            watch.look();
        }
        assertThat(told.getFirst()).contains("BlockingCode.spin");
        code.over = true;
        assertThat(List.of(answered.take(), answered.take())).containsExactlyInAnyOrder("completed a", "completed b");
        turns.take(this::send, item("a", "third"));
        assertThat(answered.take()).isEqualTo("completed a");
    }

    private static WorkItem item(String instanceId, String token) {
        return WorkItem.newBuilder()
                .setCompletionToken(token)
                .setOrchestratorRequest(OrchestratorRequest.newBuilder()
                        .setInstanceId(instanceId)
                        .setExecutionId(StringValue.of("e"))
                        .addNewEvents(HistoryEvent.newBuilder()
                                .setOrchestratorStarted(OrchestratorStartedEvent.getDefaultInstance()))
                        .addNewEvents(HistoryEvent.newBuilder()
                                .setExecutionStarted(
                                        ExecutionStartedEvent.newBuilder().setName("Spin"))))
                .build();
    }

    private CompletableFuture<Void> send(
            java.util.function.Function<WorkerConnection, CompletableFuture<Void>> message) {
        return message.apply(new WorkerConnection() {

            @Override
            public CompletableFuture<Void> completeTurn(OrchestratorResponse response) {
                answered.add("completed " + response.getInstanceId());
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public CompletableFuture<Void> abandonTurn(String completionToken) {
                answered.add("abandoned " + completionToken);
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public CompletableFuture<Void> completeActivity(ActivityResponse response) {
                throw new AssertionError("not a turn");
            }

            @Override
            public CompletableFuture<Void> completeEntity(EntityBatchResult result) {
                throw new AssertionError("not a turn");
            }

            @Override
            public CompletableFuture<Void> abandonActivity(String completionToken) {
                throw new AssertionError("not a turn");
            }

            @Override
            public CompletableFuture<Void> abandonEntity(String completionToken) {
                throw new AssertionError("not a turn");
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        });
    }
}
