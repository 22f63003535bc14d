package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.TaskFailureDetails;
import dev.perdure.core.protocol.WorkItem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Work that is delivered again and again and never answered. */
class GivingUpTest extends EngineFixture {

    private static final Duration LONGEST_REST = Duration.ofSeconds(30);

    private static final int MAX = 3;

    @Override
    TaskHubEngine open() {
        EngineOptions defaults = EngineOptions.defaults();
        EngineOptions options = new EngineOptions(
                defaults.partitions(),
                defaults.inboxLimit(),
                defaults.turnLease(),
                defaults.activityLease(),
                defaults.keyRetention(),
                defaults.cachedInstances(),
                Map.of(),
                MAX);
        return TaskHubEngine.open(storage, options, clock, random);
    }

    @Test
    void failsTheTaskOfAnActivityThatKillsItsWorkers() throws Exception {
        start("a", "tolerant");
        for (int i = 1; i <= MAX; i++) {
            try (ScriptedWorker worker = holding(false)) {
                assertThat(worker.take().getPerdureDelivery().getDeliveryNumber())
                        .isEqualTo(i);
            }
        }

        ScriptedWorker survivor = holding(false);

        assertThat(ended("a").output()).isEqualTo("\"failed\"");
        TaskFailureDetails failure = engine.history("a").stream()
                .filter(HistoryEvent::hasTaskFailed)
                .findFirst()
                .orElseThrow()
                .getTaskFailed()
                .getFailureDetails();
        assertThat(failure.getErrorType()).isEqualTo("dev.perdure.NeverAnswered");
        assertThat(failure.getErrorMessage()).contains("'work'", "3 times", "worker was lost");
        assertThat(failure.getIsNonRetriable()).isTrue();
        assertThat(survivor.held).isEmpty();
        assertThat(engine.stats().givenUp()).isEqualTo(1);
    }

    @Test
    void failsTheInstanceOfATurnThatIsNeverAnswered() throws Exception {
        ScriptedWorker worker = holding(true);
        start("a", "tolerant");
        for (int i = 1; i <= MAX; i++) {
            assertThat(worker.take().getPerdureDelivery().getDeliveryNumber()).isEqualTo(i);
            clock.advance(Duration.ofMinutes(3));
        }

        InstanceView failed = ended("a");

        assertThat(failed.status()).isEqualTo(RuntimeStatus.FAILED);
        assertThat(Objects.requireNonNull(failed.failure()).getErrorMessage())
                .contains("'tolerant'", "3 times", "lease ran out");
        assertThat(engine.stats().givenUp()).isEqualTo(1);
    }

    @Test
    void letsAnInstanceWhoseTurnWasGivenUpBeRewound() throws Exception {
        ScriptedWorker worker = holding(true);
        start("a", "tolerant");
        for (int i = 1; i <= MAX; i++) {
            worker.take();
            clock.advance(Duration.ofMinutes(3));
        }
        ended("a");
        worker.holdTurns = false;
        worker.holdActivities = false;

        await(engine.rewind("a", null, null));

        assertThat(ended("a").output()).isEqualTo("\"done\"");
    }

    @Test
    void tellsTheParentOfAChildWhoseTurnWasGivenUp() throws Exception {
        ScriptedWorker worker = holding(true).script("parent", Scripts.child("child", "tolerant"));
        start("a", "parent");
        worker.answer(worker.take());
        for (int i = 1; i <= MAX; i++) {
            worker.take();
            worker.holdTurns = i < MAX;
            clock.advance(Duration.ofMinutes(3));
        }

        assertThat(ended("a").output()).isEqualTo("\"failed\"");
    }

    @Test
    void countsNeitherWorkHandedBackNorRestartsOfTheHost() throws Exception {
        start("a", "tolerant");
        for (int i = 1; i <= 2 * MAX; i++) {
            engine.close();
            engine = open();
        }
        ScriptedWorker worker = holding(true);
        for (int i = 1; i <= 2 * MAX; i++) {
            await(engine.abandonTurn(worker.take().getCompletionToken()));
            clock.advance(LONGEST_REST);
        }
        WorkItem turn = worker.take();
        worker.holdTurns = false;
        worker.answer(turn);
        for (int i = 1; i <= 2 * MAX; i++) {
            await(engine.abandonActivity(worker.take().getCompletionToken()));
            clock.advance(LONGEST_REST);
        }
        for (int i = 1; i <= 2 * MAX; i++) {
            engine.close();
            engine = open();
        }
        worker = holding(false);
        WorkItem item = worker.take();
        assertThat(item.getPerdureDelivery().getDeliveryNumber()).isGreaterThan(2 * MAX);
        worker.answer(item);

        assertThat(ended("a").output()).isEqualTo("\"done\"");
        assertThat(engine.stats().givenUp()).isZero();
    }

    @Test
    void doesNotCountWhatTheHostTakesFromItsWorkers() throws Exception {
        start("a", "tolerant");
        for (int i = 1; i <= 2 * MAX; i++) {
            ScriptedWorker worker = holding(false);
            worker.take();
            worker.dismiss();
        }
        for (int i = 1; i <= 2 * MAX; i++) {
            holding(false).take();
            engine.close();
            engine = open();
        }
        ScriptedWorker worker = holding(false);
        worker.answer(worker.take());

        assertThat(ended("a").output()).isEqualTo("\"done\"");
        assertThat(engine.stats().givenUp()).isZero();
    }

    @Test
    void countsLostDeliveriesOfAnActivityAcrossRestarts() throws Exception {
        start("a", "tolerant");
        for (int i = 1; i <= MAX; i++) {
            try (ScriptedWorker worker = holding(false)) {
                worker.take();
            }
            engine.close();
            engine = open();
        }
        holding(false);

        assertThat(ended("a").output()).isEqualTo("\"failed\"");
    }

    @Test
    void listsAnActivityGivenUpUntilItsInstanceIsPurged() throws Exception {
        start("a", "tolerant");
        loseActivity();
        holding(false);
        ended("a");

        engine.close();
        engine = open();
        GivenUp listed = engine.givenUp(10, "").work().getFirst();
        assertThat(engine.givenUp(10, "").work()).hasSize(1);
        assertThat(listed.instanceId()).isEqualTo("a");
        assertThat(listed.status()).isEqualTo(RuntimeStatus.COMPLETED);
        assertThat(listed.kind()).isEqualTo(GivenUp.Kind.ACTIVITY);
        assertThat(listed.name()).isEqualTo("work");
        assertThat(listed.deliveries()).isEqualTo(MAX);
        assertThat(listed.times()).isEqualTo(1);
        assertThat(listed.reason()).contains("'work'", "worker was lost");
        assertThat(listed.executionId())
                .isEqualTo(engine.instance("a", false).orElseThrow().executionId());

        await(engine.purge("a", null));

        assertThat(engine.givenUp(10, "").work()).isEmpty();
    }

    @Test
    void listsATurnGivenUpUntilItsInstanceIsRewound() throws Exception {
        ScriptedWorker worker = holding(true);
        start("a", "tolerant");
        for (int i = 1; i <= MAX; i++) {
            worker.take();
            clock.advance(Duration.ofMinutes(3));
        }
        ended("a");
        GivenUp listed = engine.givenUp(10, "").work().getFirst();
        assertThat(listed.kind()).isEqualTo(GivenUp.Kind.TURN);
        assertThat(listed.status()).isEqualTo(RuntimeStatus.FAILED);
        worker.holdTurns = false;
        worker.holdActivities = false;

        await(engine.rewind("a", null, null));

        assertThat(engine.givenUp(10, "").work()).isEmpty();
    }

    @Test
    void listsTheLastWorkOfAnInstanceAndHowOftenItWasGivenUp() throws Exception {
        start("a", "stubborn");
        loseActivity();
        loseActivity();
        holding(false);
        ended("a");

        GivenUp listed = engine.givenUp(10, "").work().getFirst();
        assertThat(engine.givenUp(10, "").work()).hasSize(1);
        assertThat(listed.times()).isEqualTo(2);
        assertThat(listed.taskId()).isEqualTo(1);
        assertThat(engine.stats().givenUp()).isEqualTo(2);
    }

    @Test
    void listsGivenUpWorkInPages() throws Exception {
        for (String id : List.of("a", "b", "c", "d", "e")) {
            start(id, "tolerant");
            loseActivity();
        }
        holding(false);
        for (String id : List.of("a", "b", "c", "d", "e")) {
            ended(id);
        }

        Set<String> seen = new TreeSet<>();
        String continuation = "";
        do {
            GivenUp.Page page = engine.givenUp(2, continuation);
            assertThat(page.work()).hasSizeLessThanOrEqualTo(2);
            page.work().forEach(work -> assertThat(seen.add(work.instanceId())).isTrue());
            continuation = page.continuation();
        } while (!continuation.isEmpty());

        assertThat(seen).containsExactly("a", "b", "c", "d", "e");
        assertThatThrownBy(() -> engine.givenUp(0, "")).hasMessageContaining("1 to 1000");
        assertThatThrownBy(() -> engine.givenUp(1, "x")).hasMessageContaining("continuation token");
    }

    /** Gives the one activity that is ready to worker after worker, until it is given up. */
    private void loseActivity() throws Exception {
        for (int i = 1; i <= MAX; i++) {
            try (ScriptedWorker worker = holding(false)) {
                worker.take();
            }
        }
    }

    private ScriptedWorker holding(boolean turns) {
        ScriptedWorker worker = worker().script("stubborn", (past, fresh) -> {
            long failed = Stream.concat(past.stream(), fresh.stream())
                    .filter(HistoryEvent::hasTaskFailed)
                    .count();
            return List.of(failed < 2 ? Scripts.activity((int) failed, "work") : Scripts.complete("\"failed\""));
        });
        worker.script("tolerant", (past, fresh) -> {
            if (past.isEmpty()) {
                return List.of(Scripts.activity(0, "work"));
            }
            boolean failed = fresh.stream().anyMatch(HistoryEvent::hasTaskFailed);
            return List.of(Scripts.complete(failed ? "\"failed\"" : "\"done\""));
        });
        worker.holdTurns = turns;
        worker.holdActivities = true;
        return worker.connect(engine, Reach.REMOTE);
    }
}
