package dev.perdure.examples.demo.ledger;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Everything known of one order: its acknowledged starts and its ledger lines by task. Confined to one judgement. */
final class OrderEvidence {

    private final String orderId;
    private final Set<String> instanceIds = new LinkedHashSet<>();
    private final Set<String> executionIds = new LinkedHashSet<>();
    private final Map<Integer, List<LedgerLine>> tasks = new TreeMap<>();
    private final List<Answer> answers = new ArrayList<>();
    private boolean acknowledged;

    OrderEvidence(String orderId) {
        this.orderId = orderId;
    }

    void add(Start start) {
        acknowledged = true;
        instanceIds.add(start.instanceId());
    }

    void add(Answer answer) {
        answers.add(answer);
    }

    void add(LedgerLine line) {
        instanceIds.add(line.instanceId());
        executionIds.add(line.executionId());
        tasks.computeIfAbsent(line.taskId(), id -> new ArrayList<>()).add(line);
    }

    String orderId() {
        return orderId;
    }

    boolean acknowledged() {
        return acknowledged;
    }

    /** The instances named by starts and lines together. */
    Set<String> instanceIds() {
        return instanceIds;
    }

    List<Answer> answers() {
        return answers;
    }

    Set<String> executionIds() {
        return executionIds;
    }

    /** The lines of each task, by task id and then in the order of the ledger. */
    Map<Integer, List<LedgerLine>> tasks() {
        return tasks;
    }

    List<Rerun> reruns(List<Outage> outages) {
        List<Rerun> reruns = new ArrayList<>();
        tasks.forEach((taskId, lines) -> {
            boolean again = lines.size() > 1 || lines.getFirst().delivery() > 1;
            if (again) {
                reruns.add(new Rerun(orderId, lines.getFirst().step(), taskId, lines.size(), cause(lines, outages)));
            }
        });
        return reruns;
    }

    private static Rerun.Cause cause(List<LedgerLine> lines, List<Outage> outages) {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (LedgerLine line : lines) {
            first = Math.min(first, line.beganMillis());
            last = Math.max(last, line.beganMillis());
        }
        for (Outage outage : outages) {
            if (lines.size() > 1 && first <= outage.readyMillis() && last >= outage.killedMillis()) {
                return Rerun.Cause.RESULT_NOT_DURABLE;
            }
            if (lines.size() == 1 && first >= outage.killedMillis()) {
                return Rerun.Cause.NEVER_EXECUTED;
            }
        }
        return Rerun.Cause.NO_KILL_BETWEEN;
    }
}
