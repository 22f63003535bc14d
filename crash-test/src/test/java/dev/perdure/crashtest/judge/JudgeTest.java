package dev.perdure.crashtest.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.crashtest.journal.Disturbance;
import dev.perdure.crashtest.journal.Operation;
import dev.perdure.crashtest.journal.Operation.Phase;
import dev.perdure.crashtest.journal.Operation.Refusal;
import dev.perdure.crashtest.journal.OperationKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each kind of violation, forged into journals, is found; and what is lawful is not. */
class JudgeTest {

    private static final String SEQUENCE = "Sequence 2 0";
    private static final String COLLECTOR = "Collector 0 0";

    private final Forged forged = new Forged();

    private void start(String id, String program) {
        forged.did(OperationKind.START, id, program, Phase.DONE, "");
    }

    private List<String> twoSteps(String id, String execution) {
        return List.of(forged.ran("w1", 1, id, execution, 0, "s0"), forged.ran("w1", 2, id, execution, 1, "s1"));
    }

    private void finds(Finding.Kind kind, String rule) {
        assertThat(forged.judge().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(kind);
            assertThat(finding.rule()).isEqualTo(rule);
        });
    }

    private void finds(Finding.Kind kind, String rule, String words) {
        finds(kind, rule);
        assertThat(forged.judge().findings().getFirst().text()).contains(words);
    }

    private void isClean() {
        assertThat(forged.judge().findings()).isEmpty();
    }

    @Test
    void anOrdinaryRunIsClean() {
        start("a", SEQUENCE);
        forged.read("a", "Pending").read("a", "Running");
        List<String> receipts = twoSteps("a", "e");
        forged.read("a", "Completed").ended("a", "Completed", "e", receipts, receipts);

        isClean();
        assertThat(forged.judge().summary()).isEqualTo("lost 0  doubled 0  stuck 0");
    }

    @Test
    void anAcknowledgedStartThatIsNotThere() {
        start("a", SEQUENCE);
        forged.ended("a", Operation.ABSENT);

        finds(Finding.Kind.LOST, "no-lost-start");
    }

    @Test
    void anAcknowledgedRestartThatIsNotThere() {
        start("a", SEQUENCE);
        List<String> receipts = twoSteps("a", "e");
        forged.did(OperationKind.RESTART, "a", "", Phase.DONE, "b").ended("a", "Completed", "e", receipts, receipts);

        finds(Finding.Kind.LOST, "no-lost-start");
    }

    @Test
    void anInstanceThatHasNotEnded() {
        start("a", SEQUENCE);
        forged.ended("a", "Running");

        finds(Finding.Kind.STUCK, "ends");
    }

    @Test
    void twoExecutionsOfOneStart() {
        start("a", SEQUENCE);
        forged.ran("w1", 7, "a", "other", 0, "s0");
        List<String> receipts = twoSteps("a", "e");
        forged.ended("a", "Completed", "e", receipts, receipts);

        finds(Finding.Kind.DOUBLED, "no-double-start");
    }

    @Test
    void aChildThatRanInTwoExecutions() {
        start("a", "Parent 1 0");
        String receipt = forged.ran("w1", 1, "a-child-0", "e1", 0, "s0");
        forged.ended("a", "Completed", "e", List.of(receipt), List.of());
        isClean();

        forged.ran("w1", 2, "a-child-0", "e2", 0, "s0");
        finds(Finding.Kind.DOUBLED, "parent-once");
    }

    @Test
    void aParentThatMissesTheResultOfAChild() {
        start("a", "Parent 2 0");
        String receipt = forged.ran("w1", 1, "a-child-0", "e1", 0, "s0");
        forged.ended("a", "Completed", "e", List.of(receipt), List.of());

        finds(Finding.Kind.LOST, "history-replays");
    }

    @Test
    void anInstanceNobodyAskedFor() {
        forged.ran("w1", 1, "stranger", "e", 0, "s0");

        finds(Finding.Kind.DOUBLED, "no-double-start");
    }

    @Test
    void anInstanceOfARestartWithoutAnswerIsLawful() {
        start("a", SEQUENCE);
        List<String> receipts = twoSteps("a", "e");
        forged.did(OperationKind.RESTART, "a", "", Phase.UNKNOWN, "").ended("a", "Completed", "e", receipts, receipts);
        forged.ran("w1", 9, "unnamed", "e2", 0, "s0");

        isClean();
    }

    @Test
    void bothOfTwoStartsAcknowledged() {
        Operation first = forged.call(OperationKind.START, "a", SEQUENCE);
        Operation second = forged.call(OperationKind.START, "a", SEQUENCE);
        forged.end(first, Phase.DONE, "").end(second, Phase.DONE, "");
        List<String> receipts = twoSteps("a", "e");
        forged.ended("a", "Completed", "e", receipts, receipts);

        finds(Finding.Kind.LOST, "linearizable");
    }

    @Test
    void oneOfTwoStartsRefusedIsLawful() {
        Operation first = forged.call(OperationKind.START, "a", SEQUENCE);
        Operation second = forged.call(OperationKind.START, "a", SEQUENCE);
        forged.end(first, Phase.REFUSED, Refusal.EXISTS.name()).end(second, Phase.DONE, "");
        List<String> receipts = twoSteps("a", "e");
        forged.ended("a", "Completed", "e", receipts, receipts);

        isClean();
    }

    @Test
    void anActivityRunAgainWithoutACause() {
        start("a", SEQUENCE);
        forged.begin("w1", 1, "a", "e", 0, "s0");
        String first = forged.ran("w2", 1, "a", "e", 0, "s0");
        String second = forged.ran("w2", 2, "a", "e", 1, "s1");
        forged.ended("a", "Completed", "e", List.of(first, second), List.of(first, second));

        finds(Finding.Kind.DOUBLED, "one-completion", "nothing that was done explains it");
    }

    @Test
    void reRunsAreCountedWithTheirCause() {
        start("a", SEQUENCE);
        forged.begin("w1", 1, "a", "e", 0, "s0");
        forged.disturbed(Disturbance.Kind.KILL, Disturbance.HOST);
        forged.begin("w2", 1, "a", "e", 0, "s0");
        forged.disturbed(Disturbance.Kind.KILL, "w2");
        forged.begin("w3", 1, "a", "e", 0, "s0");
        for (int i = 0; i < 5; i++) {
            forged.tick();
        }
        forged.disturbed(Disturbance.Kind.PAUSE, Disturbance.HOST);
        String first = forged.ran("w3", 2, "a", "e", 0, "s0");
        String second = forged.ran("w3", 3, "a", "e", 1, "s1");
        forged.ended("a", "Completed", "e", List.of(first, second), List.of(first, second));

        isClean();
        assertThat(forged.judge().reruns()).isEqualTo(Map.of("HOST_KILLED", 1, "WORKER_KILLED", 1, "HOST_PAUSED", 1));
    }

    @Test
    void aDeliveryThatAPausedWorkerTakesUpLateIsCountedAsSuch() {
        start("a", SEQUENCE);
        String first = forged.ran("w2", 1, "a", "e", 0, "s0");
        String second = forged.ran("w2", 2, "a", "e", 1, "s1");
        forged.disturbed(Disturbance.Kind.PAUSE, "w1");
        forged.begin("w1", 1, "a", "e", 0, "s0");
        forged.ended("a", "Completed", "e", List.of(first, second), List.of(first, second));

        isClean();
        assertThat(forged.judge().reruns()).isEqualTo(Map.of("WORKER_PAUSED", 1));
    }

    @Test
    void theDeathOfAnotherWorkerExplainsNothing() {
        start("a", SEQUENCE);
        forged.begin("w1", 1, "a", "e", 0, "s0");
        forged.disturbed(Disturbance.Kind.KILL, "w2");
        String first = forged.ran("w3", 1, "a", "e", 0, "s0");
        String second = forged.ran("w3", 2, "a", "e", 1, "s1");
        forged.ended("a", "Completed", "e", List.of(first, second), List.of(first, second));

        finds(Finding.Kind.DOUBLED, "one-completion");
    }

    @Test
    void oneStepCompletedTwiceInTheHistory() {
        start("a", SEQUENCE);
        List<String> receipts = twoSteps("a", "e");
        String again = forged.ran("w1", 3, "a", "e", 2, "s0");
        forged.ended("a", "Completed", "e", receipts, List.of(receipts.get(0), receipts.get(1), again));

        finds(Finding.Kind.DOUBLED, "one-completion", "more than once");
    }

    @Test
    void aResultThatNoActivityGave() {
        start("a", SEQUENCE);
        List<String> made = List.of(forged.ran("w1", 1, "a", "e", 0, "s0"), "s1=w1/99");
        forged.ended("a", "Completed", "e", made, made);

        finds(Finding.Kind.DOUBLED, "one-completion", "which no activity gave");
    }

    @Test
    void anOutputWithoutAStep() {
        start("a", SEQUENCE);
        List<String> receipts = twoSteps("a", "e");
        forged.ended("a", "Completed", "e", receipts.subList(0, 1), receipts);

        finds(Finding.Kind.LOST, "history-replays");
    }

    @Test
    void anOutputThatRestsOnNothing() {
        start("a", SEQUENCE);
        List<String> receipts = twoSteps("a", "e");
        forged.ended("a", "Completed", "e", receipts, receipts.subList(0, 1));

        finds(Finding.Kind.LOST, "history-replays");
    }

    @Test
    void aTimerThatFiresEarly() {
        start("a", "Timer 0 60000");
        String before = forged.ran("w1", 1, "a", "e", 0, "before");
        String after = forged.ran("w1", 2, "a", "e", 2, "after");
        forged.ended("a", "Completed", "e", List.of(before, after), List.of(before, after));

        finds(Finding.Kind.DOUBLED, "timer-not-early");
    }

    @Test
    void aTimerInTimeIsLawful() {
        start("a", "Timer 0 900");
        String before = forged.ran("w1", 1, "a", "e", 0, "before");
        String after = forged.ran("w1", 2, "a", "e", 2, "after");
        forged.ended("a", "Completed", "e", List.of(before, after), List.of(before, after));

        isClean();
    }

    private void event(String payload, Phase phase) {
        forged.did(OperationKind.EVENT, "a", payload, phase, phase == Phase.REFUSED ? Refusal.WRONG_STATE.name() : "");
    }

    private void collected(String... events) {
        forged.ended("a", "Completed", "e", List.of(events), List.of());
    }

    @Test
    void eventsOnceAndInOrderAreLawful() {
        start("a", COLLECTOR);
        event("x#1", Phase.DONE);
        event("y#1", Phase.DONE);
        event("x#2", Phase.UNKNOWN);
        event("x#3", Phase.DONE);
        event("stop", Phase.DONE);
        collected("y#1", "x#1", "x#3", "x#2");

        isClean();
    }

    @Test
    void anAcknowledgedEventThatIsNotSeen() {
        start("a", COLLECTOR);
        event("x#1", Phase.DONE);
        event("stop", Phase.DONE);
        collected();

        finds(Finding.Kind.LOST, "no-lost-event");
    }

    @Test
    void anEventSeenTwice() {
        start("a", COLLECTOR);
        event("x#1", Phase.UNKNOWN);
        event("stop", Phase.DONE);
        collected("x#1", "x#1");

        finds(Finding.Kind.DOUBLED, "no-lost-event");
    }

    @Test
    void anEventNobodySent() {
        start("a", COLLECTOR);
        event("x#1", Phase.NOT_DONE);
        event("stop", Phase.DONE);
        collected("x#1");

        finds(Finding.Kind.DOUBLED, "no-lost-event", "never taken");
    }

    @Test
    void eventsOutOfTheirSendersOrder() {
        start("a", COLLECTOR);
        event("x#1", Phase.DONE);
        event("x#2", Phase.DONE);
        event("stop", Phase.DONE);
        collected("x#2", "x#1");

        finds(Finding.Kind.LOST, "no-lost-event", "after number 2");
    }

    @Test
    void aTerminationThatDidNotHold() {
        start("a", COLLECTOR);
        forged.done(OperationKind.TERMINATE, "a");
        collected();

        // It may have completed before; then an event after it could not have been taken.
        isClean();

        forged.finals.clear();
        forged.ended("a", "Failed");
        forged.did(OperationKind.EVENT, "a", "x#1", Phase.DONE, "");

        finds(Finding.Kind.LOST, "linearizable");
    }

    @Test
    void aReadThatGoesBack() {
        start("a", COLLECTOR);
        forged.done(OperationKind.SUSPEND, "a").read("a", "Running").ended("a", "Completed");

        finds(Finding.Kind.LOST, "linearizable", "STATUS by c: DONE Running");
    }

    @Test
    void aReadBehindAnEarlierRead() {
        start("a", SEQUENCE);
        forged.read("a", "Running").read("a", "Pending");
        List<String> receipts = twoSteps("a", "e");
        forged.ended("a", "Completed", "e", receipts, receipts);

        finds(Finding.Kind.LOST, "linearizable");
    }

    @Test
    void readsDuringAnOperationMaySeeBothSides() {
        start("a", COLLECTOR);
        Operation suspend = forged.call(OperationKind.SUSPEND, "a", "");
        forged.read("a", "Running").read("a", "Suspended").end(suspend, Phase.DONE, "");
        forged.done(OperationKind.RESUME, "a").ended("a", "Completed");

        isClean();
    }

    @Test
    void anUnansweredOperationMayTakeEffectLaterOrNever() {
        start("a", COLLECTOR);
        forged.did(OperationKind.TERMINATE, "a", "", Phase.UNKNOWN, "");
        forged.read("a", "Running").read("a", "Terminated").ended("a", "Terminated");

        isClean();
    }

    @Test
    void aPurgedInstanceThatIsBack() {
        start("a", SEQUENCE);
        List<String> receipts = twoSteps("a", "e");
        forged.did(OperationKind.PURGE, "a", "", Phase.DONE, "1").ended("a", "Completed", "e", receipts, receipts);

        finds(Finding.Kind.LOST, "linearizable");
    }

    @Test
    void aCounterThatMissesOrDoublesASignal() {
        forged.done(OperationKind.SIGNAL, "@counter@1").did(OperationKind.SIGNAL, "@counter@1", "", Phase.UNKNOWN, "");
        forged.ended("@counter@1", Operation.ABSENT, "", List.of("0"), List.of());
        finds(Finding.Kind.LOST, "entity-serial");

        forged.finals.clear();
        forged.ended("@counter@1", Operation.ABSENT, "", List.of("3"), List.of());
        finds(Finding.Kind.DOUBLED, "entity-serial");

        forged.finals.clear();
        forged.ended("@counter@1", Operation.ABSENT, "", List.of("2"), List.of());
        isClean();
    }
}
