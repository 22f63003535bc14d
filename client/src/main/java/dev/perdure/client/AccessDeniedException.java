package dev.perdure.client;

/** The host refused the client's key (status 401 or 403). Nothing was done. */
public final class AccessDeniedException extends DurableClientException {

    private static final long serialVersionUID = 1L;

    public AccessDeniedException(String message) {
        super(message, null);
    }
}
