package dev.perdure.crashtest.run;

import dev.perdure.crashtest.journal.Operation.Phase;
import dev.perdure.crashtest.journal.OperationKind;
import dev.perdure.crashtest.judge.Finding;
import dev.perdure.crashtest.judge.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a run prints: at most 100 columns. */
public final class Table {

    private static final int FINDINGS_SHOWN = 20;

    private Table() {}

    /** The lines about one scenario. */
    public static List<String> of(Outcome outcome) {
        List<String> lines = new ArrayList<>();
        lines.add("scenario " + outcome.scenario() + ": " + (outcome.passed() ? "passed" : "FAILED"));
        outcome.facts().forEach(fact -> lines.add("  " + fact));
        Verdict verdict = outcome.verdict();
        if (verdict != null) {
            operations(verdict, lines);
            lines.add("  activities ran " + verdict.activityRuns() + " times for " + verdict.instances()
                    + " instances and entities; run again: " + reruns(verdict));
            verdict.findings().stream()
                    .limit(FINDINGS_SHOWN)
                    .map(Finding::toString)
                    .forEach(finding -> lines.add("  " + finding));
            if (verdict.findings().size() > FINDINGS_SHOWN) {
                lines.add("  … and " + (verdict.findings().size() - FINDINGS_SHOWN) + " more");
            }
        }
        outcome.problems().forEach(problem -> lines.add("  problem  " + problem));
        return lines;
    }

    private static void operations(Verdict verdict, List<String> lines) {
        lines.add(String.format(
                Locale.ROOT, "  %-18s%14s%10s%10s%10s", "operation", "acknowledged", "refused", "not done", "unknown"));
        for (OperationKind kind : OperationKind.values()) {
            Map<Phase, Integer> counts = verdict.operations().get(kind);
            if (counts != null) {
                lines.add(String.format(
                        Locale.ROOT,
                        "  %-18s%14d%10d%10d%10d",
                        kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        counts.getOrDefault(Phase.DONE, 0),
                        counts.getOrDefault(Phase.REFUSED, 0),
                        counts.getOrDefault(Phase.NOT_DONE, 0),
                        counts.getOrDefault(Phase.UNKNOWN, 0)));
            }
        }
    }

    private static String reruns(Verdict verdict) {
        if (verdict.reruns().isEmpty()) {
            return "none";
        }
        StringBuilder text = new StringBuilder();
        verdict.reruns().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> text.append(text.isEmpty() ? "" : ", ")
                        .append(entry.getValue())
                        .append(' ')
                        .append(entry.getKey().toLowerCase(Locale.ROOT).replace('_', ' ')));
        return text.toString();
    }
}
