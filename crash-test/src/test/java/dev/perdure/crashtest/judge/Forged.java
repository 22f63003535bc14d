package dev.perdure.crashtest.judge;

import dev.perdure.crashtest.journal.ActivityRun;
import dev.perdure.crashtest.journal.Disturbance;
import dev.perdure.crashtest.journal.FinalState;
import dev.perdure.crashtest.journal.Operation;
import dev.perdure.crashtest.journal.Operation.Phase;
import dev.perdure.crashtest.journal.OperationKind;
import java.util.ArrayList;
import java.util.List;

/** Journals made up line by line; time goes on by a second with each line. */
final class Forged {

    private static final long SECOND = 1_000_000_000L;

    final List<Operation> operations = new ArrayList<>();
    final List<ActivityRun> runs = new ArrayList<>();
    final List<Disturbance> disturbances = new ArrayList<>();
    final List<FinalState> finals = new ArrayList<>();
    private long now = SECOND;
    private long number;

    long tick() {
        now += SECOND;
        return now;
    }

    /** An operation that ended before the next one begins. */
    Forged did(OperationKind kind, String id, String detail, Phase phase, String answer) {
        return end(call(kind, id, detail), phase, answer);
    }

    Forged done(OperationKind kind, String id) {
        return did(kind, id, "", Phase.DONE, "");
    }

    Forged read(String id, String status) {
        return did(OperationKind.STATUS, id, "", Phase.DONE, status);
    }

    Operation call(OperationKind kind, String id, String detail) {
        number++;
        Operation call = new Operation("c", number, kind, id, detail, Phase.CALLED, "", tick());
        operations.add(call);
        return call;
    }

    Forged end(Operation call, Phase phase, String answer) {
        operations.add(new Operation(
                call.client(), call.number(), call.kind(), call.instanceId(), call.detail(), phase, answer, tick()));
        return this;
    }

    /** A run of an activity, begun and ended; returns its receipt. */
    String ran(String worker, long run, String id, String execution, int task, String step) {
        begin(worker, run, id, execution, task, step);
        long at = tick();
        ActivityRun ended =
                new ActivityRun(worker, run, id, execution, task, 1, step, ActivityRun.Phase.ENDED, at, at / 1_000_000);
        runs.add(ended);
        return ended.receipt();
    }

    void begin(String worker, long run, String id, String execution, int task, String step) {
        long at = tick();
        runs.add(new ActivityRun(
                worker, run, id, execution, task, 1, step, ActivityRun.Phase.BEGAN, at, at / 1_000_000));
    }

    Forged disturbed(Disturbance.Kind kind, String process) {
        disturbances.add(new Disturbance(kind, process, tick(), tick()));
        return this;
    }

    Forged ended(String id, String status, String execution, List<String> output, List<String> completed) {
        finals.add(new FinalState(id, status, execution, "", output, completed, List.of(), tick()));
        return this;
    }

    Forged ended(String id, String status) {
        return ended(id, status, "e", List.of(), List.of());
    }

    Verdict judge() {
        return Judge.judge(operations, runs, disturbances, finals);
    }
}
