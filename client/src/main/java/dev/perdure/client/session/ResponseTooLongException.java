package dev.perdure.client.session;

import java.io.IOException;

/** The body of an answer is longer than the session allows. */
final class ResponseTooLongException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;

    ResponseTooLongException(int status, int bytesMax) {
        super("the answer (HTTP " + status + ") is longer than " + bytesMax + " bytes");
        this.status = status;
    }

    int status() {
        return status;
    }
}
