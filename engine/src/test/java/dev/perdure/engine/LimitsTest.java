package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestrationInstance;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.SendEventAction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sizes at which the design says what happens; {@link FullInboxTest} has one more. */
@Timeout(240)
class LimitsTest extends EngineFixture {

    private static final int ACTIONS_MAX = 100_000;
    private static final int PAYLOAD_MAX = 16 << 20;

    @Test
    void aFanOutOfAHundredThousandActivitiesEndsAndItsHistoryOfTwoHundredThousandEventsIsReportedAsLong() {
        AtomicLong done = new AtomicLong();
        worker().script("wide", (past, fresh) -> {
                    long ended = Scripts.count(fresh, HistoryEvent::hasTaskCompleted);
                    if (ended == 0) {
                        return IntStream.range(0, ACTIONS_MAX)
                                .mapToObj(i -> Scripts.activity(i, "work"))
                                .toList();
                    }
                    return done.addAndGet(ended) == ACTIONS_MAX ? List.of(Scripts.complete("1")) : List.of();
                })
                .connect(engine, Reach.IN_PROCESS);
        start("a", "wide");

        assertThat(await(engine.waitFor("a", WaitCondition.COMPLETED), 120).status())
                .isEqualTo(RuntimeStatus.COMPLETED);
        assertThat(engine.history("a")).hasSizeGreaterThan(2 * ACTIONS_MAX);
        assertThat(engine.stats().longHistories()).isEqualTo(2);
    }

    @Test
    void aMillionEventsSuspendTheInstanceWithAnExplanationAndResumingLetsItGoOn() {
        worker().script("chatty", this::chatty).connect(engine, Reach.IN_PROCESS);
        start("a", "chatty");
        await(engine.waitFor("a", WaitCondition.STARTED));
        for (int turn = 1; turn <= 10; turn++) {
            oneMoreTurn();
        }

        assertThat(status()).isEqualTo(RuntimeStatus.SUSPENDED);
        assertThat(engine.why("a").orElseThrow().reasons().getFirst())
                .isInstanceOfSatisfying(
                        Why.Suspended.class,
                        suspended -> assertThat(suspended.reason()).contains("has reached 1000", "continue as new"));

        await(engine.resume("a", null, null));
        oneMoreTurn();
        assertThat(engine.history("a")).hasSizeGreaterThan(11 * ACTIONS_MAX);
        assertThat(status()).isEqualTo(RuntimeStatus.RUNNING);
    }

    @Test
    void aPayloadOfSixteenMebibytesGoesThroughInputActivityAndOutput() {
        worker().script("echo", LimitsTest::echo).connect(engine, Reach.REMOTE);
        String payload = "x".repeat(PAYLOAD_MAX);

        await(engine.start(new StartRequest("a", "echo", null, payload, null, Map.of(), null, null)));

        assertThat(Objects.requireNonNull(ended("a").output())).hasSize(PAYLOAD_MAX);
    }

    /** Sends as many events as one turn may, whenever it is told to: to one in its own partition that is not there. */
    private List<OrchestratorAction> chatty(List<HistoryEvent> past, List<HistoryEvent> fresh) {
        if (fresh.stream().noneMatch(HistoryEvent::hasEventRaised)) {
            return List.of();
        }
        int partition = PartitionOf.instance("a", engine.partitions());
        String nobody = IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "nobody-" + i)
                .filter(id -> PartitionOf.instance(id, engine.partitions()) == partition)
                .findFirst()
                .orElseThrow();
        SendEventAction toNobody = SendEventAction.newBuilder()
                .setInstance(OrchestrationInstance.newBuilder().setInstanceId(nobody))
                .setName("x")
                .build();
        return IntStream.range(0, ACTIONS_MAX)
                .mapToObj(id -> OrchestratorAction.newBuilder()
                        .setId(id)
                        .setSendEvent(toNobody)
                        .build())
                .toList();
    }

    private static List<OrchestratorAction> echo(List<HistoryEvent> past, List<HistoryEvent> fresh) {
        for (HistoryEvent event : fresh) {
            if (event.hasTaskCompleted()) {
                return List.of(
                        Scripts.complete(event.getTaskCompleted().getResult().getValue()));
            }
        }
        String input = fresh.stream()
                .filter(HistoryEvent::hasExecutionStarted)
                .map(event -> event.getExecutionStarted().getInput().getValue())
                .findFirst()
                .orElse("");
        OrchestratorAction.Builder activity = Scripts.activity(0, "work").toBuilder();
        activity.getScheduleTaskBuilder().setInput(StringValue.of(input));
        return List.of(activity.build());
    }

    private RuntimeStatus status() {
        return engine.instance("a", false).orElseThrow().status();
    }

    /** Raises an event and waits until its turn is committed, which the time of the last change tells. */
    private void oneMoreTurn() {
        clock.advance(Duration.ofSeconds(1));
        await(engine.raiseEvent("a", "more", null, null));
        while (engine.instance("a", false).orElseThrow().lastUpdatedAt().isBefore(clock.instant())) {
            Thread.onSpinWait();
        }
    }
}
