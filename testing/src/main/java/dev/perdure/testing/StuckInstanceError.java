package dev.perdure.testing;

/**
 * A test waits for an instance that will never get there: nothing in the hub can run any more, at whatever time. The
 * message says what the instance waits for, and what it has done.
 */
public final class StuckInstanceError extends AssertionError {

    private static final long serialVersionUID = 1L;

    StuckInstanceError(String message) {
        super(message);
    }
}
