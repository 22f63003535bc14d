package dev.perdure.sdk.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import dev.perdure.core.data.DataConverter;
import dev.perdure.core.protocol.ExecutionStartedEvent;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorStartedEvent;
import dev.perdure.sdk.Orchestrator;
import dev.perdure.sdk.UnknownVersion;
import dev.perdure.sdk.internal.executor.OrchestratorDefinition;
import dev.perdure.sdk.internal.executor.OrchestratorLibrary;
import dev.perdure.sdk.internal.executor.Unloading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UnreplayableTest {

    @Test
    void triesCodeThatIsStuckOnceAndOthersGoOn() {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        Orchestrator<String, String> stuck = (ctx, in) -> {
            runs.incrementAndGet();
            release.await();
            return "";
        };
        Orchestrator<String, String> fine =
                (ctx, in) -> ctx.waitForEvent("go", String.class).await();
        HistoryReplayer replayer = new HistoryReplayer(
                library(Map.of(
                        "Stuck", OrchestratorDefinition.of("Stuck", String.class, stuck),
                        "Fine", OrchestratorDefinition.of("Fine", String.class, fine))),
                Duration.ofSeconds(5));

        try {
            assertThat(reason(replayer.replay(history("Stuck")))).contains("'Stuck' has run for 5 seconds");
            assertThat(reason(replayer.replay(history("Stuck")))).startsWith("Not tried: ");
            assertThat(reason(replayer.replay(history("Stuck")))).startsWith("Not tried: ");
            assertThat(replayer.replay(history("Fine"))).isEqualTo(new ReplayOutcome.Compatible(false));
            assertThat(runs).hasValue(1);
        } finally {
            release.countDown();
        }
    }

    @Test
    void readsTheInputOfWhatHasNotBegunAndRunsNothing() {
        Orchestrator<Integer, String> code = (ctx, in) -> {
            throw new AssertionError("it ran");
        };
        HistoryReplayer replayer =
                new HistoryReplayer(library(Map.of("Code", OrchestratorDefinition.of("Code", Integer.class, code))));

        assertThat(replayer.readInput(start("Code", "7"))).isEqualTo(new ReplayOutcome.Compatible(false));
        assertThat(reason(replayer.readInput(start("Code", "\"seven\"")))).contains("'Code' cannot read the input");
        assertThat(replayer.readInput(start("Other", "7"))).isEqualTo(new ReplayOutcome.NotRegistered("Other"));
    }

    private static OrchestratorLibrary library(Map<String, OrchestratorDefinition> definitions) {
        return new OrchestratorLibrary(
                definitions, DataConverter.jackson(), Unloading.ofThisProcess(), UnknownVersion.LEAVE);
    }

    private static ExecutionStartedEvent start(String name, String input) {
        return ExecutionStartedEvent.newBuilder()
                .setName(name)
                .setInput(StringValue.of(input))
                .build();
    }

    private static List<HistoryEvent> history(String name) {
        return List.of(
                HistoryEvent.newBuilder()
                        .setOrchestratorStarted(OrchestratorStartedEvent.getDefaultInstance())
                        .build(),
                HistoryEvent.newBuilder()
                        .setExecutionStarted(start(name, "\"x\""))
                        .build());
    }

    private static String reason(ReplayOutcome outcome) {
        assertThat(outcome).isInstanceOf(ReplayOutcome.Unreplayable.class);
        return ((ReplayOutcome.Unreplayable) outcome).reason();
    }
}
