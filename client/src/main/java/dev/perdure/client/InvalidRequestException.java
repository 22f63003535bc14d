package dev.perdure.client;

/** The host refused the request as invalid (status 400, 413, 415 or 422, or 404 if it has no such task hub). Nothing was done. */
public final class InvalidRequestException extends DurableClientException {

    private static final long serialVersionUID = 1L;

    private final int status;

    public InvalidRequestException(String message, int status) {
        super(message, null);
        this.status = status;
    }

    /** The HTTP status of the answer. */
    public int status() {
        return status;
    }
}
