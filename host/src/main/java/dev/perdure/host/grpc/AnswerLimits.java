package dev.perdure.host.grpc;

import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.CompleteOrchestrationAction;
import dev.perdure.core.protocol.OrchestrationStatus;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.TaskFailureDetails;

/**
 * What workers answer, within the limit that clients have too. A worker takes an error for a broken connection and sends
 * the same again, so what is too large becomes a failure of the activity or the instance instead. Immutable.
 *
 * @param bytesMax the greatest payload, in bytes
 */
record AnswerLimits(int bytesMax) {

    /** Room beside the payload of an action. */
    private static final int MARGIN = 64 * 1024;

    private static final String ERROR_TYPE = "dev.perdure.PayloadTooLarge";

    /** The answer, or the failure it becomes. */
    ActivityResponse within(ActivityResponse answer) {
        int result = answer.getResult().getValueBytes().size();
        if (result <= bytesMax && answer.getFailureDetails().getSerializedSize() <= bytesMax + MARGIN) {
            return answer;
        }
        int bytes = Math.max(result, answer.getFailureDetails().getSerializedSize());
        return answer.toBuilder()
                .clearResult()
                .setFailureDetails(failure("The result of task " + answer.getTaskId() + " of instance "
                        + answer.getInstanceId() + " has " + bytes))
                .build();
    }

    /** The answer, or the failure it becomes. One in chunks is bounded by their messages. */
    @SuppressWarnings("deprecation") // deprecated in the protocol, yet still sent for answers of over 3.9 MB
    OrchestratorResponse within(OrchestratorResponse answer) {
        int bytes = answer.getSerializedSize() <= bytesMax ? 0 : largest(answer);
        if (bytes <= bytesMax + MARGIN || answer.getIsPartial()) {
            return answer;
        }
        TaskFailureDetails failure =
                failure("An action or the custom status of instance " + answer.getInstanceId() + " has " + bytes);
        return answer.toBuilder()
                .clearActions()
                .clearCustomStatus()
                .addActions(OrchestratorAction.newBuilder()
                        .setId(-1)
                        .setCompleteOrchestration(CompleteOrchestrationAction.newBuilder()
                                .setOrchestrationStatus(OrchestrationStatus.ORCHESTRATION_STATUS_FAILED)
                                .setFailureDetails(failure)))
                .build();
    }

    private static int largest(OrchestratorResponse answer) {
        int custom = answer.getCustomStatus().getValueBytes().size();
        return answer.getActionsList().stream()
                .mapToInt(OrchestratorAction::getSerializedSize)
                .reduce(custom, Math::max);
    }

    private TaskFailureDetails failure(String what) {
        return TaskFailureDetails.newBuilder()
                .setErrorType(ERROR_TYPE)
                .setErrorMessage(what + " bytes; at most " + bytesMax
                        + " are allowed (--payload-bytes-max). Keep large data elsewhere and pass a reference to it.")
                .setIsNonRetriable(true)
                .build();
    }
}
