package dev.perdure.examples.demo.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.examples.demo.ledger.LedgerLine.Result;
import dev.perdure.examples.demo.ledger.Rerun.Cause;
import dev.perdure.examples.orders.Outcome;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class LedgerJudgeTest {

    private static final Outage OUTAGE = new Outage(50_000, 51_000, 60, 30);

    private final OrderlyRun run = new OrderlyRun()
            .add(Orders.sound("A"), Outcome.COMPLETED, 2)
            .add(Orders.unsound("B"), Outcome.REJECTED, 0)
            .add(Orders.approved("C"), Outcome.COMPLETED, 0)
            .add(Orders.unanswered("D"), Outcome.EXPIRED, 0)
            .add(Orders.declined("E"), Outcome.REJECTED, 0);

    @Test
    void findsNothingInAnOrderlyRun() {
        Verdict verdict = run.judge(OUTAGE);

        assertThat(verdict.findings()).isEmpty();
        assertThat(verdict.clean()).isTrue();
        assertThat(verdict.summary()).isEqualTo("lost 0  doubled 0");
        assertThat(verdict.count(Outcome.COMPLETED)).isEqualTo(2);
        assertThat(verdict.count(Outcome.REJECTED)).isEqualTo(2);
        assertThat(verdict.count(Outcome.EXPIRED)).isEqualTo(1);
        assertThat(verdict.reruns()).isEmpty();
        assertThat(verdict.executions()).isEqualTo(run.lines.size());
    }

    @Test
    void losesAnAcknowledgedOrderWithoutAnyLine() {
        run.lines.removeIf(line -> line.order().equals("A"));

        assertFinds(1, 0, "A", "acknowledged, but has no final outcome");
    }

    @Test
    void losesAnAcknowledgedOrderWithoutFinalOutcome() {
        run.lines.remove(run.indexOf("D", Step.EXPIRE));

        assertFinds(1, 0, "D", "acknowledged, but has no final outcome");
    }

    @Test
    void saysNothingOfAStartThatWasNotAcknowledged() {
        run.starts.removeIf(start -> start.order().equals("A"));
        run.lines.remove(run.indexOf("A", Step.SHIP));

        assertThat(run.judge().findings()).isEmpty();
    }

    @Test
    void losesAnOrderThatEndedAsItShouldNot() {
        // given an order that nobody approved, but that was charged and shipped
        OrderlyRun unlawful = new OrderlyRun().add(Orders.unanswered("D"), Outcome.COMPLETED, 0);

        Verdict verdict = unlawful.judge();

        assertThat(verdict.lost()).isEqualTo(1);
        assertThat(verdict.findings()).singleElement().asString().contains("should have ended as [EXPIRED]");
    }

    @Test
    void losesAnAnswerThatWasAcknowledgedInTimeIfTheOrderExpires() {
        OrderlyRun late = new OrderlyRun().add(Orders.approved("C"), Outcome.EXPIRED, 0);
        long reserved =
                late.lines.get(late.indexOf("C", Step.reserve("COF-40004"))).endedMillis();
        assertThat(late.judge().clean()).isTrue();

        late.answers.add(new Answer("C", true, reserved + 8_000));
        assertThat(late.judge().clean()).as("too late").isTrue();

        late.answers.set(0, new Answer("C", true, reserved + 7_999));
        assertThat(late.judge().findings()).singleElement().asString().contains("answer had been acknowledged 1 ms");
    }

    @Test
    void losesAnOrderThatExpiresBeforeItsTime() {
        int release = run.indexOf("D", Step.RELEASE);
        LedgerLine line = run.lines.get(release);
        run.lines.set(
                release,
                new LedgerLine(
                        line.order(),
                        line.step(),
                        line.attempt(),
                        line.instanceId(),
                        line.executionId(),
                        line.taskId(),
                        line.delivery(),
                        line.result(),
                        line.used(),
                        line.beganMillis() - 3,
                        line.endedMillis()));

        assertFinds(1, 0, "D", "It expired 1 ms before its time.");
    }

    @Test
    void doublesAnAnswerForAnOrderNobodyRead() {
        run.answers.add(new Answer("ORD-1999-0001", true, 1));

        assertFinds(0, 1, "ORD-1999-0001", "no such order was read");
    }

    @Test
    void doublesAndLosesAnOrderWithTwoFinalOutcomes() {
        forge(run.indexOf("A", Step.SHIP), Forger.SECOND_END::forge);

        assertFinds(1, 1, "A", "It ended 2 times");
    }

    @Test
    void doublesAnOrderWithTwoExecutions() {
        forge(run.indexOf("A", Step.VALIDATE), Forger.OTHER_EXECUTION::forge);

        assertFinds(0, 1, "A", "2 executions");
    }

    @Test
    void doublesAnOrderAcknowledgedWithTwoInstances() {
        run.starts.add(new Start("A", "another instance"));

        assertFinds(0, 1, "A", "2 instances");
    }

    @Test
    void doublesAnOrderWhoseWorkBelongsToAnotherInstanceThanTheAcknowledgedOne() {
        run.starts.removeIf(start -> start.order().equals("B"));
        run.starts.add(new Start("B", "another instance"));

        assertFinds(0, 1, "B", "2 instances");
    }

    @Test
    void doublesAStepWithTwoTaskIds() {
        forge(run.indexOf("C", Step.reserve("COF-40004")), Forger.OTHER_TASK::forge);

        assertFinds(0, 1, "C", "Step reserve:COF-40004 has 2 task ids");
    }

    @Test
    void doublesATryWithTwoTaskIdsEvenIfBothFailed() {
        LedgerLine failed = run.lines.get(run.indexOf("A", Step.CHARGE));
        run.lines.add(new LedgerLine(
                failed.order(),
                failed.step(),
                1,
                failed.instanceId(),
                failed.executionId(),
                900,
                1,
                Result.FAILED_TRANSIENTLY,
                List.of(),
                1,
                2));

        assertFinds(0, 1, "A", "Step charge has 2 task ids");
    }

    @Test
    void doublesAStepThatSucceededInTwoTries() {
        forge(run.indexOf("C", Step.CHARGE), Forger.ANOTHER_TRY::forge);

        assertFinds(0, 1, "C", "Step charge succeeded in 2 tries");
    }

    @Test
    void losesAFailedTryThatIsMissing() {
        run.lines.remove(run.indexOf("A", Step.CHARGE));

        assertFinds(1, 0, "A", "Try 1 of step charge is not in the ledger");
    }

    @Test
    void doublesAStepThatHasNoPlaceInTheOrder() {
        forge(run.indexOf("D", Step.RELEASE), Forger.UNHEARD_OF_STEP::forge);

        assertFinds(0, 1, "D", "reserve:XXX-99999 was carried out, but has no place");
    }

    @Test
    void doublesWorkForAnOrderNobodyRead() {
        forge(run.indexOf("A", Step.VALIDATE), Forger.UNKNOWN_ORDER::forge);

        assertFinds(0, 1, "ORD-1999-0001", "no such order was read");
    }

    @Test
    void doublesATaskThatStandsForTwoThings() {
        forge(run.indexOf("A", Step.VALIDATE), Forger.SAME_TASK_OTHER_STEP::forge);

        assertFinds(0, 1, "A", "Task 0 stands for two things");
    }

    @Test
    void doublesAResultThatWasUsedTwice() {
        run.lines.replaceAll(line -> line.used().isEmpty() ? line : Forger.usingTwice(line, 0));

        assertFinds(0, 5, "A", "The result of step validate was used twice");
    }

    @Test
    void doublesAResultThatIsNotInTheLedger() {
        int ship = run.indexOf("A", Step.SHIP);
        run.lines.set(ship, Forger.usingInvented(run.lines.get(ship), 1));

        assertFinds(0, 1, "A", "task 77777, was used, but is not in the ledger");
    }

    @Test
    void losesAResultThatWasNotUsed() {
        int ship = run.indexOf("A", Step.SHIP);
        run.lines.set(ship, Forger.usingLess(run.lines.get(ship), 1));

        assertFinds(1, 0, "A", "The result of step reserve:TEA-10001 was not used");
    }

    @Test
    void countsATaskCarriedOutAgainAfterTheKillAsARerunOnly() {
        run.rerun(run.indexOf("A", Step.CHARGE), 51_200);

        Verdict verdict = run.judge(new Outage(1_001, 51_000, 60, 30));

        assertThat(verdict.clean()).isTrue();
        assertThat(verdict.reruns()).singleElement().satisfies(rerun -> {
            assertThat(rerun.cause()).isEqualTo(Cause.RESULT_NOT_DURABLE);
            assertThat(rerun.executions()).isEqualTo(2);
            assertThat(rerun.step()).isEqualTo(Step.CHARGE);
        });
    }

    @Test
    void countsATaskCarriedOutAgainWithoutAnyKillWithThatCause() {
        run.rerun(run.indexOf("A", Step.SHIP), 2_000);

        assertThat(run.judge(OUTAGE).reruns(Cause.NO_KILL_BETWEEN)).hasSize(1);
        assertThat(run.judge().reruns(Cause.NO_KILL_BETWEEN)).hasSize(1);
    }

    @Test
    void countsATaskWhoseFirstDeliveryWasNeverCarriedOut() {
        int ship = run.indexOf("A", Step.SHIP);
        run.rerun(ship, 51_200).lines.remove(ship);

        Verdict verdict = run.judge(OUTAGE);

        assertThat(verdict.clean()).isTrue();
        assertThat(verdict.reruns(Cause.NEVER_EXECUTED))
                .singleElement()
                .satisfies(rerun -> assertThat(rerun.executions()).isEqualTo(1));
    }

    private void forge(int index, UnaryOperator<LedgerLine> forger) {
        run.lines.add(forger.apply(run.lines.get(index)));
    }

    private void assertFinds(int lost, int doubled, String orderId, String text) {
        Verdict verdict = run.judge(OUTAGE);

        assertThat(verdict.summary())
                .as(verdict.findings().toString())
                .isEqualTo("lost " + lost + "  doubled " + doubled);
        assertThat(verdict.clean()).isFalse();
        assertThat(verdict.findings())
                .anySatisfy(finding -> assertThat(finding.toString()).contains(orderId, text));
    }
}
