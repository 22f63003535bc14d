package dev.perdure.client;

import org.jspecify.annotations.Nullable;

/**
 * A call of {@link DurableClient} did not do what was asked. The subclasses say whether the call had an effect; only
 * {@link OutcomeUnknownException} leaves that open.
 */
public abstract sealed class DurableClientException extends RuntimeException
        permits AccessDeniedException,
                CallInterruptedException,
                HostUnavailableException,
                InstanceAlreadyExistsException,
                InstanceNotFoundException,
                InvalidRequestException,
                OrchestrationFailedException,
                OutcomeUnknownException,
                SessionClosedException,
                SessionOverloadedException,
                UnexpectedResponseException,
                UnsupportedByHostException,
                WaitTimeoutException,
                WrongInstanceStateException {

    private static final long serialVersionUID = 1L;

    DurableClientException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
