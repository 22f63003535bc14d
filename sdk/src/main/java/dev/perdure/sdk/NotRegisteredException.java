package dev.perdure.sdk;

/**
 * A worker was asked for an orchestrator or activity it does not have. User code never sees this exception thrown; its
 * name is the error type of the failure.
 */
public final class NotRegisteredException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NotRegisteredException(String message) {
        super(message);
    }
}
