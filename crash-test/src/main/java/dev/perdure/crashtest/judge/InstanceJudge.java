package dev.perdure.crashtest.judge;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.crashtest.journal.FinalState;
import dev.perdure.crashtest.journal.Operation;
import dev.perdure.crashtest.journal.Operation.Phase;
import dev.perdure.crashtest.journal.OperationKind;
import dev.perdure.crashtest.load.Programs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Judges what clients were told about one instance against what became of it. Confined to one use. */
final class InstanceJudge {

    private final InstanceEvidence evidence;
    private final List<Finding> findings = new ArrayList<>();

    InstanceJudge(InstanceEvidence evidence) {
        this.evidence = evidence;
    }

    List<Finding> findings() {
        boolean started = evidence.any(OperationKind.START, Call::isDone);
        boolean purged = evidence.any(OperationKind.PURGE, Call::mayHaveHadEffect);
        boolean absent = evidence.status().equals(Operation.ABSENT);
        if (started && absent && !purged) {
            lost("no-lost-start", "Its start was acknowledged, but there is no such instance.");
            return findings;
        }
        linear();
        if (!absent) {
            RuntimeStatus status = RuntimeStatus.ofWireName(evidence.status()).orElseThrow();
            if (!status.isTerminal()) {
                add(Finding.Kind.STUCK, "ends", "It is " + status.wireName() + " though nothing is left to wait for.");
            }
            if (status == RuntimeStatus.COMPLETED
                    && Programs.collects(evidence.program().split(" ", -1)[0])) {
                events(evidence.last().map(FinalState::output).orElse(List.of()));
            }
        }
        return findings;
    }

    private void linear() {
        List<Call> calls = new ArrayList<>(evidence.calls());
        evidence.last()
                .ifPresent(last -> calls.add(new Call(
                        OperationKind.STATUS,
                        "the judge",
                        evidence.id(),
                        "",
                        Phase.DONE,
                        last.status(),
                        last.readNanos(),
                        last.readNanos() + 1)));
        LinearCheck.firstMisfit(calls)
                .ifPresent(misfit -> lost(
                        "linearizable",
                        "'" + misfit.call() + "' fits into no order of the calls: by the others it may have been "
                                + misfit.before() + "."));
    }

    private void events(List<String> seen) {
        Map<String, Integer> times = new HashMap<>();
        seen.forEach(event -> times.merge(event, 1, Integer::sum));
        Set<String> sent = new HashSet<>();
        for (Call call : evidence.calls()) {
            if (call.kind() == OperationKind.EVENT && !call.detail().equals(Programs.STOP)) {
                int count = times.getOrDefault(call.detail(), 0);
                if (call.isDone() && count == 0) {
                    lost("no-lost-event", "The event " + call.detail() + " was acknowledged, but never seen.");
                }
                if (call.mayHaveHadEffect()) {
                    sent.add(call.detail());
                }
            }
        }
        times.forEach((event, count) -> {
            if (!sent.contains(event)) {
                add(Finding.Kind.DOUBLED, "no-lost-event", "The event " + event + " was seen, but never taken.");
            } else if (count > 1) {
                add(Finding.Kind.DOUBLED, "no-lost-event", "The event " + event + " was seen " + count + " times.");
            }
        });
        order(seen);
    }

    /** Only acknowledged events have an order: a sender waits for each of these before it sends the next. */
    private void order(List<String> seen) {
        Set<String> acknowledged = new HashSet<>();
        for (Call call : evidence.calls()) {
            if (call.kind() == OperationKind.EVENT && call.isDone()) {
                acknowledged.add(call.detail());
            }
        }
        Map<String, Integer> last = new HashMap<>();
        for (String event : seen) {
            int hash = event.indexOf('#');
            if (hash > 0 && acknowledged.contains(event)) {
                int number = Integer.parseInt(event.substring(hash + 1));
                Integer before = last.put(event.substring(0, hash), number);
                if (before != null && before > number) {
                    lost("no-lost-event", "The event " + event + " was seen after number " + before + ".");
                }
            }
        }
    }

    private void lost(String rule, String text) {
        add(Finding.Kind.LOST, rule, text);
    }

    private void add(Finding.Kind kind, String rule, String text) {
        findings.add(new Finding(kind, rule, evidence.id(), text));
    }
}
