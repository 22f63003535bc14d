package dev.perdure.crashtest.judge;

import dev.perdure.crashtest.journal.ActivityRun;
import dev.perdure.crashtest.journal.FinalState;
import dev.perdure.crashtest.journal.Operation;
import dev.perdure.crashtest.journal.OperationKind;
import dev.perdure.crashtest.load.Programs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** All that is known of one instance or entity. Confined to one thread; the lists are filled by the judge. */
record InstanceEvidence(String id, List<Call> calls, List<ActivityRun> runs, List<FinalState> finals) {

    static InstanceEvidence of(String id) {
        return new InstanceEvidence(id, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    boolean isEntity() {
        return id.startsWith("@");
    }

    /** Whether it was started by an instance rather than by a client. */
    boolean isChild() {
        return id.contains(Programs.CHILD_OF);
    }

    Optional<FinalState> last() {
        return finals.isEmpty() ? Optional.empty() : Optional.of(finals.getLast());
    }

    /** The name of its status in the end; absent also if nobody asked. */
    String status() {
        return last().map(FinalState::status).orElse(Operation.ABSENT);
    }

    /** The first word of what it was started as, and the rest; empty if it never was. */
    String program() {
        return calls.stream()
                .filter(call -> call.kind() == OperationKind.START)
                .map(Call::detail)
                .findFirst()
                .orElse("");
    }

    boolean any(OperationKind kind, Predicate<Call> which) {
        return count(kind, which) > 0;
    }

    long count(OperationKind kind, Predicate<Call> which) {
        return calls.stream()
                .filter(call -> call.kind() == kind && which.test(call))
                .count();
    }
}
