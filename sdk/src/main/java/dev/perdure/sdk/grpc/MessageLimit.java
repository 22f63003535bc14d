package dev.perdure.sdk.grpc;

import dev.perdure.core.FailureDetails;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.CompleteOrchestrationAction;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.OrchestrationStatus;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.OrchestratorResponse;

/**
 * What becomes of completions that are too large to be sent: a failure that says so. Sending them would fail each time,
 * and the host would deliver the work again and again.
 */
final class MessageLimit {

    /** A margin for headers and framing is left below what a host takes. */
    static final int COMPLETION_BYTES_MAX = Channels.MESSAGE_BYTES_MAX - 1024 * 1024;

    private static final String ERROR_TYPE = "dev.perdure.sdk.grpc.MessageTooLarge";

    private MessageLimit() {}

    static OrchestratorResponse applied(OrchestratorResponse response) {
        int size = response.getSerializedSize();
        if (size <= COMPLETION_BYTES_MAX) {
            return response;
        }
        return response.toBuilder()
                .clearActions()
                .clearCustomStatus()
                .addActions(OrchestratorAction.newBuilder()
                        .setId(-1)
                        .setCompleteOrchestration(CompleteOrchestrationAction.newBuilder()
                                .setOrchestrationStatus(OrchestrationStatus.ORCHESTRATION_STATUS_FAILED)
                                .setFailureDetails(tooLarge("The actions of one turn", size)
                                        .toProtocol())))
                .build();
    }

    static ActivityResponse applied(ActivityResponse response) {
        int size = response.getSerializedSize();
        if (size <= COMPLETION_BYTES_MAX) {
            return response;
        }
        return response.toBuilder()
                .clearResult()
                .setFailureDetails(tooLarge("The result of the activity", size).toProtocol())
                .build();
    }

    static EntityBatchResult applied(EntityBatchResult result) {
        int size = result.getSerializedSize();
        if (size <= COMPLETION_BYTES_MAX) {
            return result;
        }
        return EntityBatchResult.newBuilder()
                .setCompletionToken(result.getCompletionToken())
                .setFailureDetails(tooLarge("What an entity answers", size).toProtocol())
                .build();
    }

    private static FailureDetails tooLarge(String what, int size) {
        return FailureDetails.of(
                        ERROR_TYPE,
                        what + " would be " + size + " bytes; at most " + COMPLETION_BYTES_MAX + " can be sent.")
                .asNonRetriable();
    }
}
