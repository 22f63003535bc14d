package dev.perdure.sdk;

import dev.perdure.core.FailureDetails;

/**
 * The code of an orchestrator did not do what its history says it did, usually because the code changed while the
 * instance was under way, or because it used a clock, random numbers or I/O of its own. The message sets the two side by
 * side.
 *
 * <p>User code never sees this exception. A Perdure host pauses the instance, which goes on when it is resumed under code
 * that fits; with any other host the instance fails with it.
 */
public final class NonDeterminismException extends RuntimeException implements FailureDetails.Source {

    private static final long serialVersionUID = 1L;

    public NonDeterminismException(String message) {
        super(message);
    }

    @Override
    public boolean nonRetriable() {
        return true;
    }
}
