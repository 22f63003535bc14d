package dev.perdure.crashtest.judge;

import dev.perdure.crashtest.journal.Operation.Phase;
import dev.perdure.crashtest.journal.OperationKind;
import java.util.List;
import java.util.Map;

/**
 * What the judge says of a run. Immutable.
 *
 * @param findings what must not be
 * @param operations how many operations of each kind ended in each way
 * @param reruns re-runs of activities by the name of their cause
 * @param activityRuns runs of activities that began
 * @param instances instances that were judged
 */
public record Verdict(
        List<Finding> findings,
        Map<OperationKind, Map<Phase, Integer>> operations,
        Map<String, Integer> reruns,
        int activityRuns,
        int instances) {

    public Verdict {
        findings = List.copyOf(findings);
        operations = Map.copyOf(operations);
        reruns = Map.copyOf(reruns);
    }

    /** How many findings of a kind there are. */
    public long count(Finding.Kind kind) {
        return findings.stream().filter(finding -> finding.kind() == kind).count();
    }

    /** Whether there is no finding. */
    public boolean isClean() {
        return findings.isEmpty();
    }

    /** {@code lost 0  doubled 0  stuck 0}. */
    public String summary() {
        return "lost " + count(Finding.Kind.LOST) + "  doubled " + count(Finding.Kind.DOUBLED) + "  stuck "
                + count(Finding.Kind.STUCK);
    }
}
