package dev.perdure.client;

import org.jspecify.annotations.Nullable;

/** The instance had not ended when the time to wait was over. It goes on; only the waiting ended. */
public final class WaitTimeoutException extends DurableClientException {

    private static final long serialVersionUID = 1L;

    private final String instanceId;

    WaitTimeoutException(String instanceId, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.instanceId = instanceId;
    }

    /** The instance waited for. */
    public String instanceId() {
        return instanceId;
    }
}
