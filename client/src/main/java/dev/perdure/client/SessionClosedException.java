package dev.perdure.client;

/** The client or its session was closed before anything was sent. */
public final class SessionClosedException extends DurableClientException {

    private static final long serialVersionUID = 1L;

    public SessionClosedException(String message) {
        super(message, null);
    }
}
