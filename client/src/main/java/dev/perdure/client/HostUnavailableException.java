package dev.perdure.client;

import org.jspecify.annotations.Nullable;

/** The host could not be made to answer inside the call's deadline: it could not be connected to, no connection became
 * free, it kept refusing for overload, or (for a read) its answers broke off. Nothing was done: the call may be repeated. */
public final class HostUnavailableException extends DurableClientException {

    private static final long serialVersionUID = 1L;

    public HostUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
