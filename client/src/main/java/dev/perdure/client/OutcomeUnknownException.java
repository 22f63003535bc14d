package dev.perdure.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A write may or may not have been done: it was sent at least in part, no whole answer came back, and repeating it could
 * have done it twice. Find out by the state of the instance (its status, its history) before repeating it.
 */
public final class OutcomeUnknownException extends DurableClientException {

    private static final long serialVersionUID = 1L;

    private final String operation;
    private final @Nullable String instanceId;

    public OutcomeUnknownException(
            String operation, @Nullable String instanceId, String why, @Nullable Throwable cause) {
        super(
                operation + (instanceId == null ? "" : " for instance '" + instanceId + "'")
                        + ": it is not known whether it was done: " + why,
                cause);
        this.operation = operation;
        this.instanceId = instanceId;
    }

    /** What was asked for, such as {@code raise event approve}. */
    public String operation() {
        return operation;
    }

    /** The instance the call was about, or empty if it was about no single one. */
    public Optional<String> instanceId() {
        return Optional.ofNullable(instanceId);
    }
}
