package dev.perdure.sdk.saga;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compensations of a saga have failed: what they were to take back may still be there. The cause is the first failure of a
 * compensation; what ended the saga before is told in the message, and suppressed in this.
 */
public final class CompensationFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Throwable> failures;
    private final int notRun;

    /** @param why what ended the saga; null if it was compensated for another reason */
    CompensationFailedException(@Nullable Throwable why, List<Throwable> failures, int notRun) {
        super(
                (why == null ? "" : "A saga ended with " + why + ". Then ")
                        + failures.size() + " compensations of a saga failed, and " + notRun
                        + " were not run. The first failure: " + failures.get(0),
                failures.get(0));
        if (why != null) {
            addSuppressed(why);
        }
        this.failures = List.copyOf(failures);
        this.notRun = notRun;
    }

    /** What the compensations threw, in the order in which they were run; not empty. */
    public List<Throwable> failures() {
        return failures;
    }

    /** How many compensations were not run because one before them failed. */
    public int notRun() {
        return notRun;
    }
}
