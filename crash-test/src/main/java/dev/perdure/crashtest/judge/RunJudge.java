package dev.perdure.crashtest.judge;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.crashtest.journal.ActivityRun;
import dev.perdure.crashtest.journal.Disturbance;
import dev.perdure.crashtest.journal.FinalState;
import dev.perdure.crashtest.journal.OperationKind;
import dev.perdure.crashtest.load.Assignment;
import dev.perdure.crashtest.load.Programs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Judges what activities wrote down about one instance against its history and output. Confined to one use. */
final class RunJudge {

    /** The journals' wall-clock times are cut to milliseconds, and so are those of timers. */
    private static final long CUT_MILLIS = 2;

    private final InstanceEvidence evidence;
    private final Collection<Disturbance> disturbances;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, ActivityRun> endedByReceipt = new HashMap<>();

    RunJudge(InstanceEvidence evidence, Collection<Disturbance> disturbances) {
        this.evidence = evidence;
        this.disturbances = disturbances;
        for (ActivityRun run : evidence.runs()) {
            if (run.phase() == ActivityRun.Phase.ENDED) {
                endedByReceipt.put(run.receipt(), run);
            }
        }
    }

    void judge(List<Finding> into, Map<String, Integer> reruns) {
        executions();
        reruns(reruns);
        evidence.last().ifPresent(last -> {
            history(last);
            if (last.status().equals(RuntimeStatus.COMPLETED.wireName())) {
                output(last);
            }
        });
        into.addAll(findings);
    }

    private void executions() {
        Set<String> executions = new HashSet<>();
        evidence.runs().forEach(run -> executions.add(run.executionId()));
        long lawful = evidence.count(OperationKind.START, Call::mayHaveHadEffect)
                + evidence.count(OperationKind.REWIND, Call::mayHaveHadEffect)
                + evidence.count(OperationKind.RESTART_IN_PLACE, Call::mayHaveHadEffect);
        if (evidence.isChild() && executions.size() > 1) {
            doubled("parent-once", "The child ran in " + executions.size() + " executions.");
        }
        // A restart whose answer was lost has made an instance whose id nobody knows.
        if (executions.size() > lawful && !evidence.calls().isEmpty()) {
            doubled(
                    "no-double-start",
                    "Activities ran in " + executions.size() + " executions, but only " + lawful + " were asked for.");
        }
    }

    private void reruns(Map<String, Integer> counts) {
        Map<String, List<ActivityRun>> begun = new TreeMap<>();
        for (ActivityRun run : evidence.runs()) {
            if (run.phase() == ActivityRun.Phase.BEGAN) {
                begun.computeIfAbsent(run.task(), task -> new ArrayList<>()).add(run);
            }
        }
        for (List<ActivityRun> runs : begun.values()) {
            runs.sort(Comparator.comparingLong(ActivityRun::nanos));
            for (int i = 1; i < runs.size(); i++) {
                Rerun rerun = Rerun.of(runs.get(i - 1), runs.get(i), disturbances);
                counts.merge(rerun.cause().name(), 1, Integer::sum);
                if (rerun.cause() == Rerun.Cause.UNEXPLAINED) {
                    doubled(
                            "one-completion",
                            "Step " + rerun.later().step() + " ran again (delivery "
                                    + rerun.later().delivery() + ") "
                                    + (rerun.later().nanos() - rerun.earlier().nanos()) / 1_000_000
                                    + " ms later, and nothing that was done explains it.");
                }
            }
        }
    }

    private void history(FinalState last) {
        Set<String> steps = new HashSet<>();
        for (String receipt : last.completed()) {
            String step = receipt.substring(0, Math.max(0, receipt.indexOf('=')));
            if (!steps.add(step)) {
                doubled("one-completion", "Its history has step " + step + " as completed more than once.");
            }
            if (!endedByReceipt.containsKey(receipt)) {
                doubled("one-completion", "Its history has the result " + receipt + ", which no activity gave.");
            }
        }
    }

    private void output(FinalState last) {
        String[] words = evidence.program().split(" ", -1);
        if (words.length != 3 || Programs.collects(words[0])) {
            return;
        }
        Assignment assignment = new Assignment(Integer.parseInt(words[1]), Long.parseLong(words[2]), "");
        List<String> expected = Programs.steps(words[0], assignment);
        List<String> got = last.output().stream()
                .map(receipt -> receipt.substring(0, Math.max(0, receipt.indexOf('='))))
                .toList();
        if (!got.equals(expected)) {
            lost("history-replays", "Its output has the steps " + got + " instead of " + expected + ".");
        } else if (words[0].equals(Programs.PARENT)) {
            return; // the receipts are those of its children
        } else if (!new HashSet<>(last.completed()).containsAll(last.output())) {
            lost("history-replays", "Its output rests on results that its history does not have.");
        } else if (words[0].equals(Programs.TIMER)) {
            timer(last, assignment.millis());
        }
    }

    private void timer(FinalState last, long millis) {
        ActivityRun before = endedByReceipt.get(last.output().getFirst());
        long fired = evidence.runs().stream()
                .filter(run -> run.phase() == ActivityRun.Phase.BEGAN
                        && run.step().equals(Programs.AFTER)
                        && run.executionId().equals(last.executionId()))
                .mapToLong(ActivityRun::millis)
                .min()
                .orElse(Long.MAX_VALUE);
        if (before != null && fired + CUT_MILLIS < before.millis() + millis) {
            doubled(
                    "timer-not-early",
                    "Its timer of " + millis + " ms fired after " + (fired - before.millis()) + " ms.");
        }
    }

    private void doubled(String rule, String text) {
        findings.add(new Finding(Finding.Kind.DOUBLED, rule, evidence.id(), text));
    }

    private void lost(String rule, String text) {
        findings.add(new Finding(Finding.Kind.LOST, rule, evidence.id(), text));
    }
}
