package dev.perdure.examples.demo.ledger;

import dev.perdure.examples.orders.Outcome;
import java.util.List;
import java.util.Map;

/**
 * What the judge says of a run. Immutable.
 *
 * @param findings everything that must not be, by order
 * @param outcomes how many orders have each outcome as their one final outcome
 * @param reruns tasks that were delivered more than once
 * @param executions lines in the ledger
 */
public record Verdict(List<Finding> findings, Map<Outcome, Integer> outcomes, List<Rerun> reruns, int executions) {

    public Verdict {
        findings = List.copyOf(findings);
        outcomes = Map.copyOf(outcomes);
        reruns = List.copyOf(reruns);
    }

    /** How many orders were lost. */
    public int lost() {
        return orders(Finding.Kind.LOST);
    }

    /** How many orders were doubled. */
    public int doubled() {
        return orders(Finding.Kind.DOUBLED);
    }

    /** How many orders have this one final outcome. */
    public int count(Outcome outcome) {
        return outcomes.getOrDefault(outcome, 0);
    }

    /** Whether nothing was lost and nothing doubled. */
    public boolean clean() {
        return findings.isEmpty();
    }

    /** The tasks that were delivered again for {@code cause}. */
    public List<Rerun> reruns(Rerun.Cause cause) {
        return reruns.stream().filter(rerun -> rerun.cause() == cause).toList();
    }

    /** The last line of every report. */
    public String summary() {
        return "lost " + lost() + "  doubled " + doubled();
    }

    private int orders(Finding.Kind kind) {
        return (int) findings.stream()
                .filter(finding -> finding.kind() == kind)
                .map(Finding::order)
                .distinct()
                .count();
    }
}
