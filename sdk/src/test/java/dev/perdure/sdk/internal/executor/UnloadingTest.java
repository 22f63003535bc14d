package dev.perdure.sdk.internal.executor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.perdure.core.data.DataConverter;
import dev.perdure.core.protocol.EventRaisedEvent;
import dev.perdure.core.protocol.ExecutionStartedEvent;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorStartedEvent;
import dev.perdure.sdk.Orchestrator;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UnloadingTest {

    private static final int COLLECTIONS_MAX = 200;

    /** Answers of one orchestrator. */
    private static final class Answers implements TurnSink {
        final BlockingQueue<TurnAnswer> queue = new LinkedBlockingQueue<>();

        @Override
        public void answered(LiveOrchestrator orchestrator, TurnAnswer answer) {
            queue.add(answer);
        }

        @Override
        public void abandoned(String reason) {
            throw new AssertionError(reason);
        }

        TurnAnswer next() throws InterruptedException {
            TurnAnswer answer = queue.poll(30, TimeUnit.SECONDS);
            if (answer == null) {
                throw new AssertionError("no answer");
            }
            return answer;
        }
    }

    private static final class Local {
        final byte[] weight = new byte[1 << 20];
    }

    @Test
    void freesADroppedOrchestratorWithAllThatItsStackHolds() throws Exception {
        assertThat(Unloading.ofThisProcess())
                .as("the tests run with -Djdk.trackAllThreads=false")
                .isEqualTo(Unloading.DROP);
        AtomicReference<@Nullable WeakReference<Local>> local = new AtomicReference<>();
        AtomicInteger finals = new AtomicInteger();
        Orchestrator<@Nullable Object, String> code = (ctx, in) -> {
            Local onTheStack = new Local();
            local.set(new WeakReference<>(onTheStack));
            try {
                ctx.waitForEvent("never", String.class).await();
            } finally {
                finals.incrementAndGet();
            }
            return "held until here: " + onTheStack.weight.length;
        };

        startAndUnload(code, Unloading.DROP);

        WeakReference<Local> reference = local.get();
        assertThat(reference).isNotNull();
        for (int i = 0; i < COLLECTIONS_MAX && reference != null && reference.get() != null; i++) {
            System.gc();
            Thread.onSpinWait();
        }
        assertThat(reference == null ? null : reference.get()).isNull();
        assertThat(finals).hasValue(0);
    }

    @Test
    void keepsAParkedOrchestratorThatWasNotDropped() throws Exception {
        AtomicReference<@Nullable WeakReference<Local>> local = new AtomicReference<>();
        Answers answers = new Answers();
        LiveOrchestrator live = LiveOrchestrator.start(
                library(
                        (ctx, in) -> {
                            Local onTheStack = new Local();
                            local.set(new WeakReference<>(onTheStack));
                            ctx.waitForEvent("go", String.class).await();
                            return "" + onTheStack.weight.length;
                        },
                        Unloading.DROP),
                turn(answers, started()));
        answers.next();

        System.gc();

        WeakReference<Local> reference = local.get();
        assertThat(reference == null ? null : reference.get()).isNotNull();
        live.resume(turn(
                answers,
                HistoryEvent.newBuilder()
                        .setEventRaised(EventRaisedEvent.newBuilder().setName("go"))
                        .build()));
        assertThat(answers.next().ended()).isTrue();
    }

    @Test
    void refusesEveryContextCallWhileUnwinding() throws Exception {
        List<String> refused = new ArrayList<>();
        CountDownLatch unwound = new CountDownLatch(1);
        Orchestrator<@Nullable Object, String> code = (ctx, in) -> {
            try {
                ctx.waitForEvent("never", String.class).await();
            } finally {
                for (Runnable call : List.<Runnable>of(
                        () -> ctx.sendEvent("x", "y", null),
                        () -> ctx.setCustomStatus("z"),
                        () -> ctx.callActivity("a", null, String.class),
                        ctx::newUuid,
                        ctx::instanceId)) {
                    try {
                        call.run();
                        refused.add("had an effect");
                    } catch (Throwable e) {
                        refused.add(e.getClass().getSimpleName());
                    }
                }
                unwound.countDown();
            }
            return "swallowed";
        };

        Answers answers = startAndUnload(code, Unloading.UNWIND);

        assertThat(unwound.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(refused).hasSize(5).containsOnly("OrchestratorUnloaded");
        assertThat(answers.queue).isEmpty();
    }

    @Test
    void ignoresTheResultOfCodeThatSwallowsTheUnwinding() throws Exception {
        AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
        Orchestrator<@Nullable Object, String> code = (ctx, in) -> {
            thread.set(Thread.currentThread());
            try {
                return ctx.waitForEvent("never", String.class).await();
            } catch (Throwable e) {
                return "swallowed";
            }
        };

        Answers answers = startAndUnload(code, Unloading.UNWIND);

        Thread ended = thread.get();
        assertThat(ended != null && ended.join(Duration.ofSeconds(30))).isTrue();
        assertThat(answers.queue).isEmpty();
    }

    @Test
    void stopsCodeThatSwallowsTheUnwindingForEver() throws Exception {
        AtomicInteger rounds = new AtomicInteger();
        AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
        Orchestrator<@Nullable Object, String> code = (ctx, in) -> {
            thread.set(Thread.currentThread());
            while (true) {
                try {
                    ctx.waitForEvent("never", String.class).await();
                } catch (Throwable e) {
                    rounds.incrementAndGet();
                }
            }
        };

        Answers answers = startAndUnload(code, Unloading.UNWIND);

        Thread parked = thread.get();
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (parked != null && !(rounds.get() > 100 && parked.getState() == Thread.State.WAITING)) {
            assertThat(System.nanoTime()).isLessThan(giveUp);
            Thread.onSpinWait();
        }
        assertThat(rounds.get()).isBetween(900, 1_100);
        assertThat(answers.queue).isEmpty();
    }

    private static Answers startAndUnload(Orchestrator<@Nullable Object, String> code, Unloading unloading)
            throws InterruptedException {
        Answers answers = new Answers();
        LiveOrchestrator live = LiveOrchestrator.start(library(code, unloading), turn(answers, started()));
        TurnAnswer answer = answers.next();
        assertThat(answer.ended()).isFalse();
        live.unload();
        return answers;
    }

    private static OrchestratorLibrary library(Orchestrator<@Nullable Object, String> code, Unloading unloading) {
        return new OrchestratorLibrary(
                Map.of("Code", new OrchestratorDefinition("Code", String.class, () -> code)),
                DataConverter.jackson(),
                unloading);
    }

    private static HistoryEvent started() {
        return HistoryEvent.newBuilder()
                .setExecutionStarted(ExecutionStartedEvent.newBuilder().setName("Code"))
                .build();
    }

    private static Turn turn(TurnSink sink, HistoryEvent event) {
        HistoryEvent begin = HistoryEvent.newBuilder()
                .setTimestamp(Timestamp.newBuilder().setSeconds(1))
                .setOrchestratorStarted(OrchestratorStartedEvent.getDefaultInstance())
                .build();
        return new Turn("a", "e", List.of(), List.of(begin, event), sink);
    }
}
