package dev.perdure.sdk.internal.executor;

import dev.perdure.core.protocol.CompleteOrchestrationAction;
import dev.perdure.core.protocol.ExecutionCompletedEvent;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestrationStatus;
import java.util.Locale;

/** How a history ends, against how the code does. Stateless. */
final class HistoryEnd {

    private static final String PREFIX = "ORCHESTRATION_STATUS_";
    private static final int WORDS_MAX = 160;

    private HistoryEnd() {}

    /** Whether an execution ends with this event. */
    static boolean isOne(HistoryEvent event) {
        return event.hasExecutionCompleted() || event.hasContinueAsNew();
    }

    /** Whether the event confirms an action of the code. */
    static boolean isAction(HistoryEvent event) {
        return switch (event.getEventTypeCase()) {
            case TASKSCHEDULED,
                    TIMERCREATED,
                    EVENTSENT,
                    SUBORCHESTRATIONINSTANCECREATED,
                    ENTITYOPERATIONCALLED,
                    ENTITYOPERATIONSIGNALED,
                    ENTITYLOCKREQUESTED,
                    ENTITYUNLOCKSENT -> true;
            default -> false;
        };
    }

    /** Whether the host has ended the execution, whatever the code was about to do: no action has its id. */
    static boolean isHosts(HistoryEvent event) {
        return event.hasExecutionCompleted()
                && (event.getEventId() < 0
                        || event.getExecutionCompleted().getOrchestrationStatus()
                                == OrchestrationStatus.ORCHESTRATION_STATUS_TERMINATED);
    }

    /** Whether the code ends as the history does: with the same status and, unless it is a failure, the same result. */
    static boolean fits(HistoryEvent event, CompleteOrchestrationAction end) {
        if (event.hasContinueAsNew()) {
            return end.getOrchestrationStatus() == OrchestrationStatus.ORCHESTRATION_STATUS_CONTINUED_AS_NEW;
        }
        ExecutionCompletedEvent completed = event.getExecutionCompleted();
        if (isHosts(event)) {
            return true;
        }
        return completed.getOrchestrationStatus() == end.getOrchestrationStatus()
                && (end.getOrchestrationStatus() != OrchestrationStatus.ORCHESTRATION_STATUS_COMPLETED
                        || completed.getResult().equals(end.getResult()));
    }

    static String described(HistoryEvent event) {
        if (event.hasContinueAsNew()) {
            return status(OrchestrationStatus.ORCHESTRATION_STATUS_CONTINUED_AS_NEW);
        }
        ExecutionCompletedEvent completed = event.getExecutionCompleted();
        return described(
                completed.getOrchestrationStatus(),
                completed.getResult().getValue(),
                completed.getFailureDetails().getErrorMessage());
    }

    static String described(CompleteOrchestrationAction end) {
        return described(
                end.getOrchestrationStatus(),
                end.getResult().getValue(),
                end.getFailureDetails().getErrorMessage());
    }

    private static String described(OrchestrationStatus status, String result, String failure) {
        String words = status == OrchestrationStatus.ORCHESTRATION_STATUS_COMPLETED
                ? result
                : status == OrchestrationStatus.ORCHESTRATION_STATUS_FAILED ? failure : "";
        String text = status(status) + (words.isEmpty() ? "" : ": " + words.replaceAll("\\s+", " "));
        return text.length() > WORDS_MAX ? text.substring(0, WORDS_MAX) + "…" : text;
    }

    /** As in "ended as continued as new". */
    private static String status(OrchestrationStatus status) {
        String name = status.name();
        return "ended as "
                + (name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name)
                        .toLowerCase(Locale.ROOT)
                        .replace('_', ' ');
    }
}
