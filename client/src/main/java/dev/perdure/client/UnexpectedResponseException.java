package dev.perdure.client;

import org.jspecify.annotations.Nullable;

/** The host answered something that the Durable Functions HTTP API does not provide for. Whether the call had an effect is
 * for the reader of the message to judge. */
public final class UnexpectedResponseException extends DurableClientException {

    private static final long serialVersionUID = 1L;

    private final int status;

    public UnexpectedResponseException(String message, int status, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** The HTTP status of the answer, or 0 if it had none. */
    public int status() {
        return status;
    }
}
