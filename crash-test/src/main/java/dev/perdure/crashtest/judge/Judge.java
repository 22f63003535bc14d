package dev.perdure.crashtest.judge;

import dev.perdure.crashtest.journal.ActivityRun;
import dev.perdure.crashtest.journal.Disturbance;
import dev.perdure.crashtest.journal.FinalState;
import dev.perdure.crashtest.journal.Operation;
import dev.perdure.crashtest.journal.Operation.Phase;
import dev.perdure.crashtest.journal.OperationKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Says from the journals of clients, activities and the test, and from the final states, whether a run lost, doubled or
 * stuck something.
 *
 * <p><b>Lost</b>: an acknowledged start, event, signal, termination or purge that is not there in the end; events out of
 * their sender's order; a status read or another answer that contradicts what was acknowledged before it
 * ({@link LinearCheck}); an output that lacks a step. <b>Doubled</b>: two executions where one was asked for; an activity
 * or event that counts twice, or that nobody asked for; a timer that fired early; an activity run again without a cause.
 * <b>Stuck</b>: an instance that has not ended.
 *
 * <p>Pure.
 */
public final class Judge {

    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, Integer> reruns = new TreeMap<>();
    private final Map<String, InstanceEvidence> instances = new TreeMap<>();

    private Judge() {}

    /** Judges one run. */
    public static Verdict judge(
            Collection<Operation> operations,
            Collection<ActivityRun> runs,
            Collection<Disturbance> disturbances,
            Collection<FinalState> finals) {
        Judge judge = new Judge();
        List<Call> calls = Call.pair(operations);
        calls.forEach(judge::file);
        runs.forEach(run -> judge.evidence(run.instanceId()).runs().add(run));
        finals.forEach(state -> judge.evidence(state.instanceId()).finals().add(state));
        for (InstanceEvidence one : judge.instances.values()) {
            if (one.isEntity()) {
                judge.findings.addAll(EntityJudge.judge(one));
            } else {
                judge.findings.addAll(new InstanceJudge(one).findings());
                new RunJudge(one, disturbances).judge(judge.findings, judge.reruns);
            }
        }
        judge.strangers(calls);
        int begun = (int) runs.stream()
                .filter(run -> run.phase() == ActivityRun.Phase.BEGAN)
                .count();
        return new Verdict(judge.findings, counts(calls), judge.reruns, begun, judge.instances.size());
    }

    private void file(Call call) {
        evidence(call.instanceId()).calls().add(call);
        if (call.kind() == OperationKind.RESTART && call.isDone()) {
            String program = evidence(call.instanceId()).program();
            evidence(call.answer())
                    .calls()
                    .add(new Call(
                            OperationKind.START,
                            call.client(),
                            call.answer(),
                            program,
                            Phase.DONE,
                            "",
                            call.calledNanos(),
                            call.endedNanos()));
        }
    }

    /** Instances whose activities ran though nobody asked for them; a restart without answer may have made one. */
    private void strangers(List<Call> calls) {
        List<String> strangers = instances.values().stream()
                .filter(one -> one.calls().isEmpty() && !one.isChild())
                .map(InstanceEvidence::id)
                .toList();
        long unanswered = calls.stream()
                .filter(call -> call.kind() == OperationKind.RESTART && call.phase() == Phase.UNKNOWN)
                .count();
        if (strangers.size() > unanswered) {
            findings.add(new Finding(
                    Finding.Kind.DOUBLED,
                    "no-double-start",
                    strangers.getFirst(),
                    strangers.size() + " such instances ran, but at most " + unanswered + " can have been started."));
        }
    }

    private InstanceEvidence evidence(String instanceId) {
        return instances.computeIfAbsent(instanceId, InstanceEvidence::of);
    }

    private static Map<OperationKind, Map<Phase, Integer>> counts(List<Call> calls) {
        Map<OperationKind, Map<Phase, Integer>> counts = new EnumMap<>(OperationKind.class);
        Supplier<Map<Phase, Integer>> none = () -> new EnumMap<>(Phase.class);
        for (Call call : calls) {
            counts.computeIfAbsent(call.kind(), kind -> none.get()).merge(call.phase(), 1, Integer::sum);
        }
        return counts;
    }
}
