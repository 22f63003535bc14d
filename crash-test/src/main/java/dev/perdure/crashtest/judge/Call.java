package dev.perdure.crashtest.judge;

import dev.perdure.crashtest.journal.Operation;
import dev.perdure.crashtest.journal.Operation.Phase;
import dev.perdure.crashtest.journal.OperationKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One operation from its call to its end. Immutable.
 *
 * @param phase how it ended; {@code UNKNOWN} also if its client died before
 * @param endedNanos {@link Long#MAX_VALUE} if it is unknown whether and when it took effect
 */
record Call(
        OperationKind kind,
        String client,
        String instanceId,
        String detail,
        Phase phase,
        String answer,
        long calledNanos,
        long endedNanos) {

    /** Pairs the lines of the journals. */
    static List<Call> pair(Collection<Operation> lines) {
        Map<String, Operation> called = new LinkedHashMap<>();
        Map<String, Operation> ended = new LinkedHashMap<>();
        for (Operation line : lines) {
            (line.phase() == Phase.CALLED ? called : ended).put(line.key(), line);
        }
        List<Call> calls = new ArrayList<>();
        called.forEach((key, begin) -> {
            Operation end = ended.get(key);
            Phase phase = end == null ? Phase.UNKNOWN : end.phase();
            calls.add(new Call(
                    begin.kind(),
                    begin.client(),
                    begin.instanceId(),
                    begin.detail(),
                    phase,
                    end == null ? "" : end.answer(),
                    begin.nanos(),
                    end == null || phase == Phase.UNKNOWN ? Long.MAX_VALUE : end.nanos()));
        });
        return calls;
    }

    boolean isDone() {
        return phase == Phase.DONE;
    }

    /** Whether it may have had an effect. */
    boolean mayHaveHadEffect() {
        return phase == Phase.DONE || phase == Phase.UNKNOWN;
    }

    @Override
    public String toString() {
        String asked = detail.isEmpty() ? "" : " " + detail;
        String told = answer.isEmpty() ? "" : " " + answer;
        return kind + asked + " by " + client + ": " + phase + told;
    }
}
