package dev.perdure.sdk;

import dev.perdure.core.FailureDetails;
import dev.perdure.core.protocol.CompleteOrchestrationAction;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestrationStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One instance in a {@link FakeHost}. Used by the test's thread alone. */
final class FakeInstance {

    final String id;
    /** The parent and its execution and task, if this is a sub-orchestration. */
    @Nullable
    FakeInstance parent;

    String parentExecution = "";
    int parentTask;
    String executionId;
    int executions = 1;
    /** The accounts of earlier executions. */
    String past = "";

    final List<HistoryEvent> history = new ArrayList<>();
    final List<HistoryEvent> inbox = new ArrayList<>();
    final List<String> customStatuses = new ArrayList<>();
    long hash;
    int turns;
    /** The number of the connection whose worker should hold it live; 0 for none. */
    int heldBy;

    @Nullable
    CompleteOrchestrationAction end;

    FakeInstance(String id, String executionId) {
        this.id = id;
        this.executionId = executionId;
    }

    OrchestrationStatus status() {
        return end == null ? OrchestrationStatus.ORCHESTRATION_STATUS_RUNNING : end.getOrchestrationStatus();
    }

    @Nullable
    String output() {
        return end != null && end.hasResult() ? end.getResult().getValue() : null;
    }

    FailureDetails failure() {
        if (end == null || !end.hasFailureDetails()) {
            throw new AssertionError("the instance " + id + " did not fail but is " + status() + ": " + end);
        }
        return FailureDetails.of(end.getFailureDetails());
    }

    /** What must not depend on how turns were delivered: everything but stack traces. */
    String account() {
        StringBuilder text =
                new StringBuilder(past + id + " " + status() + " turns " + turns + " " + customStatuses + "\n");
        for (HistoryEvent event : history) {
            text.append(withoutStackTraces(event).toString().replace('\n', ' ')).append('\n');
        }
        return text.toString();
    }

    private static HistoryEvent withoutStackTraces(HistoryEvent event) {
        HistoryEvent.Builder builder = event.toBuilder();
        if (event.hasTaskFailed()) {
            strip(builder.getTaskFailedBuilder().getFailureDetailsBuilder());
        }
        if (event.hasSubOrchestrationInstanceFailed()) {
            strip(builder.getSubOrchestrationInstanceFailedBuilder().getFailureDetailsBuilder());
        }
        if (event.hasEntityOperationFailed()) {
            strip(builder.getEntityOperationFailedBuilder().getFailureDetailsBuilder());
        }
        if (event.hasExecutionCompleted() && event.getExecutionCompleted().hasFailureDetails()) {
            strip(builder.getExecutionCompletedBuilder().getFailureDetailsBuilder());
        }
        return builder.build();
    }

    private static void strip(dev.perdure.core.protocol.TaskFailureDetails.Builder details) {
        details.clearStackTrace();
        if (details.hasInnerFailure()) {
            strip(details.getInnerFailureBuilder());
        }
    }
}
