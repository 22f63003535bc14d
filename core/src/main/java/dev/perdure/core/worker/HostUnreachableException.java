package dev.perdure.core.worker;

import org.jspecify.annotations.Nullable;

/** No connection to the host could be made, or it broke. Nothing is lost: the host delivers its items again. */
public final class HostUnreachableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public HostUnreachableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
