package dev.perdure.sdk;

import dev.perdure.core.FailureDetails;
import org.jspecify.annotations.Nullable;

/** Thrown by an activity to say that trying again is pointless: no {@link RetryPolicy} retries it. */
public class NonRetriableException extends RuntimeException implements FailureDetails.Source {

    private static final long serialVersionUID = 1L;

    public NonRetriableException(String message) {
        super(message);
    }

    public NonRetriableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public final boolean nonRetriable() {
        return true;
    }
}
