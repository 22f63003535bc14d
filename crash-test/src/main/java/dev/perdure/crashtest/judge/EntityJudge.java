package dev.perdure.crashtest.judge;

import dev.perdure.crashtest.journal.FinalState;
import dev.perdure.crashtest.journal.Operation.Phase;
import dev.perdure.crashtest.journal.OperationKind;
import java.util.List;

/** Judges an entity that counts its signals: it must have counted each acknowledged one once. */
final class EntityJudge {

    private static final String RULE = "entity-serial";

    private EntityJudge() {}

    static List<Finding> judge(InstanceEvidence entity) {
        long acknowledged = entity.count(OperationKind.SIGNAL, Call::isDone);
        long unknown = entity.count(OperationKind.SIGNAL, call -> call.phase() == Phase.UNKNOWN);
        List<String> output = entity.last().map(FinalState::output).orElse(List.of());
        long counted = output.isEmpty() ? 0 : Long.parseLong(output.getFirst());
        if (counted < acknowledged) {
            return List.of(new Finding(
                    Finding.Kind.LOST,
                    RULE,
                    entity.id(),
                    acknowledged + " signals were acknowledged, but it has counted " + counted + "."));
        }
        if (counted > acknowledged + unknown) {
            return List.of(new Finding(
                    Finding.Kind.DOUBLED,
                    RULE,
                    entity.id(),
                    acknowledged + " signals were acknowledged and " + unknown
                            + " may have arrived, but it has counted " + counted + "."));
        }
        return List.of();
    }
}
