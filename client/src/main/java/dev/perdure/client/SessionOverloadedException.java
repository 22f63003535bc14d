package dev.perdure.client;

/** Too many calls are waiting for a connection already. Nothing was sent: repeat later, or raise the limit. */
public final class SessionOverloadedException extends DurableClientException {

    private static final long serialVersionUID = 1L;

    public SessionOverloadedException(String message) {
        super(message, null);
    }
}
