package dev.perdure.client;

import org.jspecify.annotations.Nullable;

/** The calling thread was interrupted before anything could be done. Nothing was done; the thread is still interrupted. */
public final class CallInterruptedException extends DurableClientException {

    private static final long serialVersionUID = 1L;

    public CallInterruptedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
