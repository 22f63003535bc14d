package dev.perdure.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.data.HistoryJson;
import dev.perdure.core.protocol.ExecutionCompletedEvent;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.sdk.internal.executor.Unloading;
import dev.perdure.sdk.replay.Divergence;
import dev.perdure.sdk.replay.HistoryReplayer;
import dev.perdure.sdk.replay.ReplayOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class HistoryReplayerTest {

    private static final Orchestrator<String, String> ORIGINAL = (ctx, in) -> {
        Shop shop = ctx.activities(Shop.class);
        String one = shop.greet("one");
        ctx.waitForEvent("go", String.class).await();
        ctx.createTimer(Duration.ofDays(1)).await();
        return one + shop.greet("two");
    };

    static Stream<Scenario> scenarios() {
        return Scenarios.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void findsEveryHistoryCompatibleWithTheCodeThatMadeItAfterEachOfItsTurns(Scenario scenario) {
        FakeHost host = new FakeHost(Deliveries.LIVE, 1);
        Worker.Builder builder = Worker.builder().activitiesPerCall(Shop.class, Shop.Real::new);
        scenario.code().accept(builder);
        try (Worker worker = builder.connectTo(host).start()) {
            scenario.drive().accept(host);
            assertThat(worker.isConnected()).isTrue();
        }
        HistoryReplayer replayer = builder.replayer();

        int replayed = 0;
        for (FakeInstance instance : host.instances()) {
            if (isUnknown(replayer, instance)) {
                continue;
            }
            for (List<HistoryEvent> prefix : turnsOf(instance.history)) {
                boolean ended = prefix.size() == instance.history.size() && instance.end != null;
                assertThat(replayer.replay(prefix))
                        .as("%s up to event %d", instance.id, prefix.size())
                        .isEqualTo(new ReplayOutcome.Compatible(ended));
                assertThat(replayer.replayJson(HistoryJson.write(prefix)))
                        .isEqualTo(new ReplayOutcome.Compatible(ended));
                replayed++;
            }
        }
        assertThat(replayed).isPositive();
    }

    private static boolean isUnknown(HistoryReplayer replayer, FakeInstance instance) {
        return instance.history.stream()
                .filter(HistoryEvent::hasExecutionStarted)
                .anyMatch(event -> !replayer.has(event.getExecutionStarted().getName()));
    }

    @ParameterizedTest
    @EnumSource(Unloading.class)
    void namesTheLineAndTheEventAtWhichChangedCodeParts(Unloading unloading) {
        List<HistoryEvent> history = waiting();

        Divergence divergence = divergence(unloading, history, (ctx, in) -> {
            Shop shop = ctx.activities(Shop.class);
            return shop.charge("o", 1);
        });

        assertThat(divergence.rows())
                .containsExactly(new Divergence.Row(0, "activity 'greet'", "activity 'take-money'"));
        assertThat(history.get(divergence.eventNumber() - 1).hasTaskScheduled()).isTrue();
        int line = lineOf("return shop.charge(");
        assertThat(divergence.sourceLine().orElseThrow()).endsWith("(HistoryReplayerTest.java:" + line + ")");
        assertThat(divergence.message())
                .contains("'Code' of instance 'a'", "HistoryReplayerTest.java:" + line)
                .containsPattern("activity 'greet' +\\| activity 'take-money'");
        assertThat(divergence
                        .message()
                        .lines()
                        .filter(l -> !l.startsWith("  at "))
                        .mapToInt(String::length)
                        .max()
                        .orElse(0))
                .isLessThanOrEqualTo(100);
    }

    @Test
    void namesWhereTheCodeWaitsInsteadOfWhatItOnceDid() {
        Divergence divergence = divergence(
                Unloading.DROP,
                waiting(),
                (ctx, in) -> ctx.waitForEvent("something else", String.class).await());

        assertThat(divergence.rows()).containsExactly(new Divergence.Row(0, "activity 'greet'", "(nothing)"));
        assertThat(divergence.sourceLine().orElseThrow())
                .endsWith(":" + lineOf("ctx.waitForEvent(\"something else\"") + ")");
    }

    @Test
    void noticesCodeThatDoesMoreThanTheUnfinishedHistorySays() {
        Divergence divergence = divergence(Unloading.DROP, waiting(), (ctx, in) -> {
            Shop shop = ctx.activities(Shop.class);
            shop.greet("one");
            ctx.sendEvent("other", "news", null);
            return ctx.waitForEvent("go", String.class).await();
        });

        assertThat(divergence.rows()).containsExactly(new Divergence.Row(1, "(nothing)", "event 'news' to 'other'"));
        assertThat(divergence.eventNumber()).isEqualTo(waiting().size() + 1);
        assertThat(divergence.sourceLine().orElseThrow())
                .endsWith(":" + lineOf("ctx.sendEvent(\"other\", \"news\"") + ")");
    }

    @Test
    void noticesCodeThatEndsWhereItOnceWaited() {
        Divergence early = divergence(Unloading.DROP, waiting(), (ctx, in) -> "done already");
        Divergence late = divergence(
                Unloading.DROP,
                waiting(),
                (ctx, in) -> ctx.activities(Shop.class).greet("one"));
        Divergence again = divergence(Unloading.DROP, waiting(), (ctx, in) -> {
            ctx.activities(Shop.class).greet("one");
            return ctx.continueAsNew(in);
        });

        assertThat(early.rows().getFirst().actual()).isEqualTo("(nothing)");
        assertThat(late.message())
                .contains("the code waited at this point")
                .contains("ended as completed: \"hello one\"");
        assertThat(again.message()).contains("ended as continued as new");
    }

    @Test
    void comparesHowAFinishedHistoryEnded() {
        List<HistoryEvent> history = finished();

        assertThat(replayer(Unloading.DROP, ORIGINAL).replay(history)).isEqualTo(new ReplayOutcome.Compatible(true));
        Divergence result = divergence(Unloading.DROP, history, (ctx, in) -> ORIGINAL.run(ctx, in) + "!");
        assertThat(result.rows())
                .containsExactly(new Divergence.Row(
                        -1,
                        "ended as completed: \"hello onehello two\"",
                        "ended as completed: \"hello onehello two!\""));
        Divergence failure = divergence(Unloading.DROP, history, (ctx, in) -> {
            throw new IllegalStateException("not then: " + ORIGINAL.run(ctx, in));
        });
        assertThat(failure.message()).contains("ended as failed: not then");
        Divergence goesOn = divergence(Unloading.DROP, history, (ctx, in) -> {
            ORIGINAL.run(ctx, in);
            return ctx.waitForEvent("more", String.class).await();
        });
        assertThat(goesOn.rows().getFirst().actual()).isEqualTo("waits");
        Divergence doesMore = divergence(Unloading.DROP, history, (ctx, in) -> {
            String output = ORIGINAL.run(ctx, in);
            ctx.sendEvent("other", "news", null);
            return output;
        });
        assertThat(doesMore.rows()).containsExactly(new Divergence.Row(3, "(nothing)", "event 'news' to 'other'"));
    }

    @Test
    void takesAnExecutionThatWasContinuedAsNew() {
        Orchestrator<String, String> code = (ctx, in) -> {
            ctx.activities(Shop.class).greet("one");
            return ctx.continueAsNew(in);
        };
        List<HistoryEvent> history = new ArrayList<>(waiting());
        history.add(HistoryEvent.newBuilder()
                .setEventId(1)
                .setExecutionCompleted(ExecutionCompletedEvent.newBuilder()
                        .setOrchestrationStatus(
                                dev.perdure.core.protocol.OrchestrationStatus.ORCHESTRATION_STATUS_CONTINUED_AS_NEW))
                .build());

        assertThat(replayer(Unloading.DROP, code).replay(history)).isEqualTo(new ReplayOutcome.Compatible(true));
        assertThat(divergence(Unloading.DROP, history, ORIGINAL).rows())
                .containsExactly(new Divergence.Row(-1, "ended as continued as new", "waits"));
    }

    @Test
    void takesWhatTheHostHasEnded() {
        FakeHost host = new FakeHost(Deliveries.LIVE, 1);
        try (Worker worker = worker(host)) {
            host.start("a", "Code", null);
            host.settleNow();
            host.terminate("a", "enough");
            host.settleNow();
            assertThat(worker.isConnected()).isTrue();
        }

        assertThat(replayer(Unloading.DROP, ORIGINAL).replay(host.instance("a").history))
                .isEqualTo(new ReplayOutcome.Compatible(true));
    }

    @Test
    void takesASuspendedInstanceWithWhatHasArrivedMeanwhile() {
        FakeHost host = new FakeHost(Deliveries.LIVE, 1);
        try (Worker worker = worker(host)) {
            host.start("a", "Code", null);
            host.settleNow();
            host.suspend("a");
            host.raise("a", "go", "\"on\"");
            host.settleNow();
            assertThat(worker.isConnected()).isTrue();
        }

        assertThat(host.instance("a").history).anyMatch(HistoryEvent::hasEventRaised);
        assertThat(replayer(Unloading.DROP, ORIGINAL).replay(host.instance("a").history))
                .isEqualTo(new ReplayOutcome.Compatible(false));
    }

    @Test
    void saysWhatIsNotRegistered() {
        assertThat(Worker.builder().replayer().replay(waiting())).isEqualTo(new ReplayOutcome.NotRegistered("Code"));
    }

    @Test
    void saysWhatCannotBeRead() {
        HistoryReplayer replayer = replayer(Unloading.DROP, ORIGINAL);

        assertThat(reason(replayer.replayJson("nothing"))).contains("not JSON");
        assertThat(reason(replayer.replayJson("{\"events\": 7}"))).contains("neither an array");
        assertThat(reason(replayer.replayJson("[{\"eventId\": \"one\"}]")))
                .contains("Event 1")
                .contains("'eventId'");
        assertThat(reason(replayer.replay(List.of()))).contains("ExecutionStarted");
        List<HistoryEvent> unknown = new ArrayList<>(waiting());
        unknown.add(HistoryEvent.getDefaultInstance());
        assertThat(reason(replayer.replay(unknown))).contains("does not know");
    }

    @Test
    void noticesAnInputThatNoLongerDeserializes() {
        HistoryReplayer replayer = Worker.builder()
                .orchestrator("Code", Integer.class, (ctx, in) -> "")
                .replayer();

        ReplayOutcome outcome = replayer.replay(waiting());

        assertThat(outcome).isInstanceOf(ReplayOutcome.Diverged.class);
        assertThat(((ReplayOutcome.Diverged) outcome)
                        .divergence()
                        .rows()
                        .getFirst()
                        .expected())
                .isEqualTo("activity 'greet'");
        assertThat(((ReplayOutcome.Diverged) outcome).divergence().message()).contains("ended as failed");
    }

    @Test
    void runsNoActivity() {
        AtomicInteger runs = new AtomicInteger();
        HistoryReplayer replayer = Worker.builder()
                .orchestrator("Code", String.class, ORIGINAL)
                .activity("greet", String.class, (ctx, in) -> "" + runs.incrementAndGet())
                .replayer();

        assertThat(replayer.replay(finished())).isEqualTo(new ReplayOutcome.Compatible(true));
        assertThat(runs).hasValue(0);
    }

    private static String reason(ReplayOutcome outcome) {
        assertThat(outcome).isInstanceOf(ReplayOutcome.Unreplayable.class);
        return ((ReplayOutcome.Unreplayable) outcome).reason();
    }

    private static Divergence divergence(
            Unloading unloading, List<HistoryEvent> history, Orchestrator<String, String> code) {
        ReplayOutcome outcome = replayer(unloading, code).replay(history);
        assertThat(outcome).isInstanceOf(ReplayOutcome.Diverged.class);
        return ((ReplayOutcome.Diverged) outcome).divergence();
    }

    private static HistoryReplayer replayer(Unloading unloading, Orchestrator<String, String> code) {
        return Worker.builder()
                .orchestrator("Code", String.class, code)
                .set(s -> s.withUnloading(unloading))
                .replayer();
    }

    private static Worker worker(FakeHost host) {
        return Worker.builder()
                .orchestrator("Code", String.class, ORIGINAL)
                .activitiesPerCall(Shop.class, Shop.Real::new)
                .connectTo(host)
                .start();
    }

    private static List<HistoryEvent> waiting() {
        FakeHost host = new FakeHost(Deliveries.LIVE, 1);
        try (Worker worker = worker(host)) {
            host.start("a", "Code", "\"text\"");
            host.settleNow();
            assertThat(worker.isConnected()).isTrue();
        }
        return host.instance("a").history;
    }

    private static List<HistoryEvent> finished() {
        FakeHost host = new FakeHost(Deliveries.LIVE, 1);
        try (Worker worker = worker(host)) {
            host.start("a", "Code", "\"text\"");
            host.settleNow();
            host.raise("a", "go", "\"on\"");
            host.settle();
            assertThat(worker.isConnected()).isTrue();
        }
        assertThat(host.output("a")).isEqualTo("\"hello onehello two\"");
        return host.instance("a").history;
    }

    /** The history after each of its turns. */
    private static List<List<HistoryEvent>> turnsOf(List<HistoryEvent> history) {
        List<List<HistoryEvent>> prefixes = new ArrayList<>();
        for (int i = 1; i <= history.size(); i++) {
            if (i == history.size() || history.get(i).hasOrchestratorStarted()) {
                prefixes.add(history.subList(0, i));
            }
        }
        return prefixes;
    }

    /** The line of this file on which a piece of code stands, the first time. */
    private static int lineOf(String code) {
        try {
            List<String> lines = Files.readAllLines(Path.of("src/test/java/dev/perdure/sdk/HistoryReplayerTest.java"));
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).contains(code)) {
                    return i + 1;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("no line has " + code);
    }
}
