package dev.perdure.sdk.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.data.DataConverter;
import dev.perdure.core.protocol.ExecutionStartedEvent;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorStartedEvent;
import dev.perdure.sdk.BlockingCode;
import dev.perdure.sdk.Orchestrator;
import dev.perdure.sdk.internal.executor.LiveOrchestrator;
import dev.perdure.sdk.internal.executor.LiveOrchestrator.Activity.Kind;
import dev.perdure.sdk.internal.executor.OrchestratorDefinition;
import dev.perdure.sdk.internal.executor.OrchestratorLibrary;
import dev.perdure.sdk.internal.executor.Turn;
import dev.perdure.sdk.internal.executor.TurnAnswer;
import dev.perdure.sdk.internal.executor.TurnSink;
import dev.perdure.sdk.internal.executor.Unloading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Code that waits without its context is told, with its line. */
@Timeout(60)
class TurnWatchTest {

    private final BlockingCode code = new BlockingCode();
    private final List<String> told = new ArrayList<>();
    private final WorkerCounters counters = new WorkerCounters();
    private volatile long now;
    private TurnWatch.@Nullable Watched lastBegun;

    private final TurnWatch watch = new TurnWatch(() -> now, counters, told::add);

    @AfterEach
    void letGo() {
        code.over = true;
        code.release.countDown();
    }

    @Test
    void tellsOfASleep() {
        waitsAs(Kind.WAITING, run(code::sleep));

        lookUntilTold();
        assertThat(told.getFirst())
                .contains(
                        "'a' waits in java.lang.Thread.sleep, called at dev.perdure.sdk.BlockingCode.sleep(BlockingCode.java:")
                .contains("Use ctx.sleep");
    }

    @Test
    void tellsOfAWaitForAnotherThread() {
        waitsAs(Kind.WAITING, run(code::await));

        lookUntilTold();
        assertThat(told.getFirst()).contains("waits in java.util.concurrent.CountDownLatch.await, called at ");
    }

    @Test
    void tellsOfALockThatAnotherHolds() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        Thread holder = Thread.ofPlatform().start(() -> {
            synchronized (code.lock) {
                held.countDown();
                while (!code.over) {
                    LockSupport.parkNanos(1_000_000);
                }
            }
        });
        held.await();
        waitsAs(Kind.LOCKED, run(code::enter));

        lookUntilTold();
        assertThat(told.getFirst())
                .contains("waits for a lock that another thread holds")
                .contains("Use an entity");
        letGo();
        holder.join();
    }

    @Test
    void tellsOfALoopWithoutEnd() {
        run(code::spin);

        lookUntilTold();
        assertThat(told.getFirst()).contains("has been computing").contains("Loops must come to a wait");
    }

    @Test
    void tellsOfEachLineOnce() {
        waitsAs(Kind.WAITING, run(code::await));
        waitsAs(Kind.WAITING, run(code::await));

        lookUntilTold();
        for (int i = 0; i < 100; i++) {
            watch.look();
        }
        assertThat(told).hasSize(1);
        assertThat(counters.longTurns().sum()).isEqualTo(1);
    }

    @Test
    void isSilentAboutTurnsThatAreShortOrOver() {
        LiveOrchestrator blocked = run(code::await);
        now = TurnWatch.LONG_NANOS - 1;
        while (blocked.activity().isEmpty()) {
            Thread.onSpinWait();
        }
        watch.look();
        now = Long.MAX_VALUE / 2;
        watch.ended(Objects.requireNonNull(lastBegun));
        watch.look();

        assertThat(told).isEmpty();
    }

    private static void waitsAs(Kind kind, LiveOrchestrator orchestrator) {
        while (orchestrator
                .activity()
                .filter(activity -> activity.kind() == kind)
                .isEmpty()) {
            Thread.onSpinWait();
        }
    }

    private void lookUntilTold() {
        now = TurnWatch.LONG_NANOS;
        while (told.isEmpty()) {
            watch.look();
            Thread.onSpinWait();
        }
    }

    private LiveOrchestrator run(Orchestrator<String, String> code) {
        OrchestratorDefinition definition = OrchestratorDefinition.of("Code", String.class, code);
        OrchestratorLibrary library =
                new OrchestratorLibrary(Map.of("Code", definition), DataConverter.jackson(), Unloading.DROP);
        List<HistoryEvent> events = List.of(
                HistoryEvent.newBuilder()
                        .setOrchestratorStarted(OrchestratorStartedEvent.getDefaultInstance())
                        .build(),
                HistoryEvent.newBuilder()
                        .setExecutionStarted(ExecutionStartedEvent.newBuilder().setName("Code"))
                        .build());
        LiveOrchestrator orchestrator =
                LiveOrchestrator.start(library, new Turn("a", "e", List.of(), events, new Ignoring()));
        lastBegun = watch.began("a", orchestrator);
        return orchestrator;
    }

    private static final class Ignoring implements TurnSink {

        @Override
        public void answered(LiveOrchestrator orchestrator, TurnAnswer answer) {
            // The test looks at the turn, not at its end.
        }

        @Override
        public void abandoned(String reason) {
            // As above.
        }
    }
}
