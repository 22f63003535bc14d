package dev.perdure.examples.demo;

import dev.perdure.examples.demo.ledger.JsonLines;
import dev.perdure.examples.demo.ledger.LedgerLine;
import dev.perdure.examples.demo.ledger.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Shows that the check of the ledger can fail: judges copies of a clean run, one with a line removed and one with a line
 * forged.
 *
 * @param change what was done to the copy
 * @param verdict what the judge says of it
 */
record Tampering(String change, Verdict verdict) {

    private static final int FORGED_TASK_ID = 9_999;

    /** Removes one line at random, of those that are the only one of their task. */
    static Tampering removal(RunFolder run, RandomGenerator random) throws IOException {
        List<LedgerLine> lines = JsonLines.read(run.ledger(), LedgerLine.class);
        Map<String, Long> executions =
                lines.stream().collect(Collectors.groupingBy(Tampering::task, Collectors.counting()));
        List<LedgerLine> single = lines.stream()
                .filter(line -> executions.getOrDefault(task(line), 0L) == 1)
                .toList();
        LedgerLine removed = single.get(random.nextInt(single.size()));
        List<LedgerLine> rest = new ArrayList<>(lines);
        rest.remove(removed);
        return new Tampering(
                "one line removed: " + removed.step() + " of " + removed.order() + ", task " + removed.taskId(),
                judge(run, rest));
    }

    /** Adds a copy of a line taken at random, under another task id. */
    static Tampering forgery(RunFolder run, RandomGenerator random) throws IOException {
        List<LedgerLine> lines = new ArrayList<>(JsonLines.read(run.ledger(), LedgerLine.class));
        LedgerLine model = lines.get(random.nextInt(lines.size()));
        lines.add(new LedgerLine(
                model.order(),
                model.step(),
                model.attempt(),
                model.instanceId(),
                model.executionId(),
                FORGED_TASK_ID,
                model.delivery(),
                model.result(),
                model.used(),
                model.beganMillis(),
                model.endedMillis()));
        return new Tampering(
                "one line forged: " + model.step() + " of " + model.order() + " once more, as task " + FORGED_TASK_ID,
                judge(run, lines));
    }

    private static Verdict judge(RunFolder run, List<LedgerLine> lines) throws IOException {
        Path target = Files.createTempDirectory("perdure-tampered-");
        RunFolder copy = new RunFolder(target);
        try {
            run.copyTo(target);
            Files.delete(copy.ledger());
            try (JsonLines<LedgerLine> ledger = JsonLines.append(copy.ledger())) {
                lines.forEach(ledger::append);
            }
            return copy.judge();
        } finally {
            copy.delete();
        }
    }

    private static String task(LedgerLine line) {
        return line.instanceId() + " " + line.taskId();
    }
}
