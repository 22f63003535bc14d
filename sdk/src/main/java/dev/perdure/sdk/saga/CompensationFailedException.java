package dev.perdure.sdk.saga;

import java.util.List;

/**
 * Compensations of a saga have failed: what they were to take back may still be there. The cause is the first failure;
 * where the saga was ended by an exception, that one is suppressed in this.
 */
public final class CompensationFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<RuntimeException> failures;
    private final int notRun;

    CompensationFailedException(List<RuntimeException> failures, int notRun) {
        super(
                failures.size() + " compensations of a saga failed, and " + notRun
                        + " were not run. The first failure: " + failures.get(0).getMessage(),
                failures.get(0));
        this.failures = List.copyOf(failures);
        this.notRun = notRun;
    }

    /** What the compensations threw, in the order in which they were run; not empty. */
    public List<RuntimeException> failures() {
        return failures;
    }

    /** How many compensations were not run because one before them failed. */
    public int notRun() {
        return notRun;
    }
}
