package dev.perdure.examples.demo.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.examples.orders.Outcome;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for the ledger of any run: nothing can be taken from it, added to it or changed in it unseen. */
class LedgerJudgeProperties {

    private static final int RUNS = 300;
    private static final Outage OUTAGE = new Outage(500_000, 510_000, 60, 30);

    private final long seed = Long.getLong("perdure.test.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @BeforeEach
    void printSeed() {
        System.out.println("LedgerJudgeProperties: -Dperdure.test.seed=" + seed);
    }

    @Test
    void anyRunWithAnyRerunsInAnyOrderIsClean() {
        for (int i = 0; i < RUNS; i++) {
            OrderlyRun run = anyRun();
            int reruns = random.nextInt(10);
            for (int j = 0; j < reruns; j++) {
                run.rerun(random.nextInt(run.lines.size()), 510_000 + random.nextInt(1_000));
            }
            Collections.shuffle(run.lines, random);

            Verdict verdict = run.judge(OUTAGE);

            assertThat(verdict.findings()).as(context(i)).isEmpty();
            assertThat(verdict.reruns().isEmpty()).as(context(i)).isEqualTo(reruns == 0);
        }
    }

    @Test
    void noLineOfACleanRunCanBeRemovedUnseen() {
        for (int i = 0; i < RUNS; i++) {
            OrderlyRun run = anyRun();
            LedgerLine removed = run.lines.remove(random.nextInt(run.lines.size()));

            assertThat(run.judge(OUTAGE).findings())
                    .as(context(i) + ", without " + removed)
                    .isNotEmpty()
                    .allMatch(finding -> finding.order().equals(removed.order()));
        }
    }

    @Test
    void aLineOfARerunCanBeRemovedWithoutHarm() {
        for (int i = 0; i < RUNS; i++) {
            OrderlyRun run = anyRun();
            int index = random.nextInt(run.lines.size());
            run.rerun(index, run.lines.get(index).beganMillis());
            run.lines.remove(index);

            assertThat(run.judge(OUTAGE).findings()).as(context(i)).isEmpty();
        }
    }

    @Test
    void noLineCanBeForgedUnseen() {
        for (int i = 0; i < RUNS; i++) {
            OrderlyRun run = anyRun();
            LedgerLine line = run.lines.get(random.nextInt(run.lines.size()));
            Forger forger = Forger.any(random);
            run.lines.add(random.nextInt(run.lines.size()), forger.forge(line));

            assertThat(run.judge(OUTAGE).doubled())
                    .as(context(i) + ", " + forger + " of " + line)
                    .isPositive();
        }
    }

    @Test
    void noUsedResultCanBeChangedUnseen() {
        for (int i = 0; i < RUNS; i++) {
            OrderlyRun run = anyRun();
            List<LedgerLine> ends =
                    run.lines.stream().filter(line -> !line.used().isEmpty()).toList();
            LedgerLine end = ends.get(random.nextInt(ends.size()));
            int receipt = random.nextInt(end.used().size());
            LedgerLine forged = switch (random.nextInt(3)) {
                case 0 -> Forger.usingTwice(end, receipt);
                case 1 -> Forger.usingInvented(end, receipt);
                default -> Forger.usingLess(end, receipt);
            };
            run.lines.set(run.lines.indexOf(end), forged);

            assertThat(run.judge(OUTAGE).findings())
                    .as(context(i) + ", " + forged)
                    .isNotEmpty();
        }
    }

    private OrderlyRun anyRun() {
        OrderlyRun run = new OrderlyRun();
        int orders = 1 + random.nextInt(8);
        for (int i = 0; i < orders; i++) {
            String id = "ORD-2026-%04d".formatted(i);
            int failedPayments = random.nextInt(3);
            switch (random.nextInt(6)) {
                case 0 -> run.add(Orders.unsound(id), Outcome.REJECTED, 0);
                case 1 -> run.add(Orders.approved(id), Outcome.COMPLETED, failedPayments);
                case 2 -> run.add(Orders.approved(id), Outcome.EXPIRED, 0);
                case 3 -> run.add(Orders.unanswered(id), Outcome.EXPIRED, 0);
                case 4 -> run.add(Orders.declined(id), Outcome.REJECTED, 0);
                default -> run.add(Orders.sound(id), Outcome.COMPLETED, failedPayments);
            }
        }
        return run;
    }

    private String context(int i) {
        return "seed " + seed + ", run " + i;
    }
}
