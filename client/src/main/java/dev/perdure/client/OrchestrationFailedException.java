package dev.perdure.client;

import dev.perdure.core.FailureDetails;
import dev.perdure.core.RuntimeStatus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The instance ended otherwise than by completing: it failed, or was terminated or canceled. */
public final class OrchestrationFailedException extends DurableClientException {

    private static final long serialVersionUID = 1L;

    private final String instanceId;
    private final RuntimeStatus status;
    private final String failure;
    // Not serializable; after a journey by Java serialization the message remains.
    private final transient @Nullable FailureDetails details;

    /** @param ended the instance, which has ended */
    public OrchestrationFailedException(InstanceStatus ended) {
        super(message(ended.instanceId(), ended.runtimeStatus(), ended.outputText(), ended.failureDetails()), null);
        this.instanceId = ended.instanceId();
        this.status = ended.runtimeStatus();
        this.failure = ended.outputText();
        this.details = ended.failureDetails().orElse(null);
    }

    private static String message(
            String instanceId, RuntimeStatus status, String failure, Optional<FailureDetails> details) {
        String type = details.map(d -> " (" + d.errorType() + ")").orElse("");
        return "The instance '" + instanceId + "' ended as " + status.wireName() + type
                + (failure.isEmpty() ? "." : ": " + failure);
    }

    /** The instance that ended. */
    public String instanceId() {
        return instanceId;
    }

    /** How it ended: Failed, Terminated or Canceled. */
    public RuntimeStatus status() {
        return status;
    }

    /** The failure message or the reason of the termination, as the host tells it; empty if it tells none. */
    public String failure() {
        return failure;
    }

    /** The kind of error, such as a class name; empty if the instance did not fail, or the host is not Perdure. */
    public Optional<String> errorType() {
        return failureDetails().map(FailureDetails::errorType);
    }

    /** The failure with its stack trace and causes; empty if the instance did not fail, or the host is not Perdure. */
    public Optional<FailureDetails> failureDetails() {
        return Optional.ofNullable(details);
    }
}
