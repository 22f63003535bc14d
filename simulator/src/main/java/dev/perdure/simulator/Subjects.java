package dev.perdure.simulator;

import dev.perdure.engine.record.Command;

/** Whom a command concerns. Thread-safe: stateless. */
final class Subjects {

    private Subjects() {}

    /** The instance or entity; empty if it is about several, or none. */
    static String of(Command command) {
        return switch (command.getKindCase()) {
            case COMPLETE_TURN -> command.getCompleteTurn().getInstanceId();
            case COMPLETE_ACTIVITY -> command.getCompleteActivity().getInstanceId();
            case REDELIVER_ACTIVITY -> command.getRedeliverActivity().getInstanceId();
            case START -> command.getStart().getInstanceId();
            case RAISE_EVENT -> command.getRaiseEvent().getInstanceId();
            case TERMINATE -> command.getTerminate().getInstanceId();
            case PURGE -> command.getPurge().getInstanceId();
            case SUSPEND -> command.getSuspend().getInstanceId();
            case RESUME -> command.getResume().getInstanceId();
            case RESTART -> command.getRestart().getInstanceId();
            case REWIND -> command.getRewind().getInstanceId();
            case SIGNAL_ENTITY -> command.getSignalEntity().getEntityId();
            case COMPLETE_ENTITY_BATCH -> command.getCompleteEntityBatch().getEntityId();
            case ADVANCE_ENTITY -> command.getAdvanceEntity().getEntityId();
            default -> "";
        };
    }
}
