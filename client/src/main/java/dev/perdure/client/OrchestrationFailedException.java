package dev.perdure.client;

import dev.perdure.core.RuntimeStatus;

/** The instance ended otherwise than by completing: it failed, or was terminated or canceled. */
public final class OrchestrationFailedException extends DurableClientException {

    private static final long serialVersionUID = 1L;

    private final String instanceId;
    private final RuntimeStatus status;
    private final String failure;

    OrchestrationFailedException(String instanceId, RuntimeStatus status, String failure) {
        super(
                "The instance '" + instanceId + "' ended as " + status.wireName()
                        + (failure.isEmpty() ? "." : ": " + failure),
                null);
        this.instanceId = instanceId;
        this.status = status;
        this.failure = failure;
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
}
