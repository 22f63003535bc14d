package dev.perdure.examples.demo.ledger;

import dev.perdure.examples.demo.ledger.LedgerLine.Result;
import dev.perdure.examples.orders.Order;
import dev.perdure.examples.orders.Outcome;
import dev.perdure.examples.orders.Receipt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** Judges one order; the rules are those of {@link LedgerJudge}. Confined to one judgement. */
final class OrderJudge {

    private final Order order;
    private final OrderEvidence evidence;
    private final List<Finding> findings = new ArrayList<>();
    /** One line for each task, whatever the number of its executions. */
    private final List<LedgerLine> tasks = new ArrayList<>();

    private final List<LedgerLine> finals = new ArrayList<>();

    OrderJudge(Order order, OrderEvidence evidence, Set<Outcome> lawful) {
        this.order = order;
        this.evidence = evidence;
        judgeIdentity();
        judgeTasks();
        judgeSteps();
        judgeEnd(lawful);
    }

    List<Finding> findings() {
        return findings;
    }

    /** The one final outcome, or empty if there is none or more than one. */
    Optional<Outcome> outcome() {
        return finals.size() == 1 ? Step.outcome(finals.getFirst().step()) : Optional.empty();
    }

    private void judgeIdentity() {
        if (evidence.instanceIds().size() > 1) {
            doubled("It has " + evidence.instanceIds().size() + " instances: " + evidence.instanceIds() + ".");
        }
        if (evidence.executionIds().size() > 1) {
            doubled("It has " + evidence.executionIds().size() + " executions: " + evidence.executionIds() + ".");
        }
    }

    private void judgeTasks() {
        evidence.tasks().forEach((taskId, lines) -> {
            LedgerLine first = lines.getFirst();
            for (LedgerLine line : lines) {
                if (!line.agreesWith(first)) {
                    doubled("Task " + taskId + " stands for two things: " + told(first) + ", and " + told(line) + ".");
                    break;
                }
            }
            tasks.add(first);
        });
    }

    private static String told(LedgerLine line) {
        return line.key() + " " + line.result() + (line.used().isEmpty() ? "" : " using " + line.used());
    }

    private void judgeSteps() {
        Map<String, NavigableMap<Integer, List<LedgerLine>>> steps = new TreeMap<>();
        for (LedgerLine task : tasks) {
            steps.computeIfAbsent(task.step(), step -> new TreeMap<>())
                    .computeIfAbsent(task.attempt(), attempt -> new ArrayList<>())
                    .add(task);
        }
        steps.forEach(this::judgeStep);
    }

    /** The tries of one step: 1, 2, … without a gap, each by one task, failing all but the last. */
    private void judgeStep(String step, NavigableMap<Integer, List<LedgerLine>> tries) {
        long successes = 0;
        for (List<LedgerLine> oneTry : tries.values()) {
            if (oneTry.size() > 1) {
                doubled("Step " + oneTry.getFirst().key() + " has "
                        + oneTry.size() + " task ids: "
                        + oneTry.stream().map(LedgerLine::taskId).toList() + ".");
            }
            if (oneTry.stream().anyMatch(line -> line.result() == Result.OK)) {
                successes++;
            }
        }
        if (successes > 1) {
            doubled("Step " + step + " succeeded in " + successes + " tries.");
        }
        for (int attempt = 1; attempt < tries.lastKey(); attempt++) {
            if (!tries.containsKey(attempt)) {
                lost("Try " + attempt + " of step " + step + " is not in the ledger, but a later one is.");
            }
        }
        boolean lastFailed = tries.lastEntry().getValue().stream().noneMatch(line -> line.result() == Result.OK);
        if (lastFailed && successes > 0) {
            doubled("Step " + step + " was tried again after it had succeeded.");
        }
    }

    private void judgeEnd(Set<Outcome> lawful) {
        for (LedgerLine task : tasks) {
            if (task.result() == Result.OK && Step.outcome(task.step()).isPresent()) {
                finals.add(task);
            }
        }
        if (finals.size() > 1) {
            doubled("It ended " + finals.size() + " times: "
                    + finals.stream().map(LedgerLine::receipt).toList() + ".");
        }
        if (finals.size() != 1) {
            if (evidence.acknowledged()) {
                lost("It was acknowledged, but has " + (finals.isEmpty() ? "no" : finals.size()) + " final outcome"
                        + (finals.isEmpty() ? "." : "s instead of one."));
            }
            return;
        }
        LedgerLine end = finals.getFirst();
        Outcome outcome = Step.outcome(end.step()).orElseThrow();
        if (!lawful.contains(outcome)) {
            lost("It ended as " + outcome + ", but should have ended as " + lawful + ".");
        }
        Set<String> expected = Step.before(outcome, order);
        if (outcome == Outcome.EXPIRED) {
            judgeExpiry(expected);
        }
        judgeReceipts(end, expected);
    }

    /** The timer began after the last reservation was made, so it cannot have fired before that plus its length. */
    private void judgeExpiry(Set<String> expected) {
        long lastReserved = Long.MIN_VALUE;
        long released = Long.MAX_VALUE;
        for (List<LedgerLine> lines : evidence.tasks().values()) {
            String step = lines.getFirst().step();
            if (step.startsWith(Step.reserve("")) && expected.contains(step)) {
                lastReserved = Math.max(lastReserved, first(lines, LedgerLine::endedMillis));
            } else if (step.equals(Step.RELEASE)) {
                released = Math.min(released, first(lines, LedgerLine::beganMillis));
            }
        }
        if (lastReserved == Long.MIN_VALUE) {
            return;
        }
        long fires = lastReserved + order.approveWithin().toMillis();
        if (released < fires) {
            lost("It expired " + (fires - released) + " ms before its time.");
        }
        for (Answer answer : evidence.answers()) {
            if (answer.acknowledgedMillis() < fires) {
                lost("It expired, although its answer had been acknowledged " + (fires - answer.acknowledgedMillis())
                        + " ms before that.");
            }
        }
    }

    private static long first(List<LedgerLine> lines, ToLongFunction<LedgerLine> time) {
        return lines.stream().mapToLong(time).min().orElseThrow();
    }

    private void judgeReceipts(LedgerLine end, Set<String> expected) {
        Set<Receipt> granted = new HashSet<>();
        Set<String> done = new HashSet<>();
        for (LedgerLine task : tasks) {
            if (!expected.contains(task.step()) && !task.step().equals(end.step())) {
                doubled("Step " + task.key() + " was carried out, but has no place in an order that ends with "
                        + end.step() + ".");
            }
            if (task.result() == Result.OK && task.taskId() != end.taskId()) {
                granted.add(task.receipt());
                done.add(task.step());
            }
        }
        Set<String> usedSteps = new HashSet<>();
        for (Receipt receipt : end.used()) {
            if (!usedSteps.add(receipt.step())) {
                doubled("The result of step " + receipt.step() + " was used twice.");
            }
            if (!granted.contains(receipt)) {
                doubled("The result of step " + receipt.step() + ", task " + receipt.taskId()
                        + ", was used, but is not in the ledger.");
            }
        }
        for (String step : expected) {
            if (!done.contains(step)) {
                lost("Step " + step + " is not in the ledger, but the order ended with " + end.step() + ".");
            } else if (!usedSteps.contains(step)) {
                lost("The result of step " + step + " was not used.");
            }
        }
    }

    private void lost(String text) {
        findings.add(new Finding(Finding.Kind.LOST, order.id(), text));
    }

    private void doubled(String text) {
        findings.add(new Finding(Finding.Kind.DOUBLED, order.id(), text));
    }
}
