package dev.perdure.simulator.report;

import org.jspecify.annotations.Nullable;

/** An invariant does not hold. */
public final class Violation extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Invariant invariant;
    private final String subject;

    /** @param subject the instance or entity concerned, or empty */
    public Violation(Invariant invariant, String subject, String message) {
        this(invariant, subject, message, null);
    }

    public Violation(Invariant invariant, String subject, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.invariant = invariant;
        this.subject = subject;
    }

    public Invariant invariant() {
        return invariant;
    }

    /** The instance or entity concerned; empty if it is about none. */
    public String subject() {
        return subject;
    }
}
