package dev.perdure.crashtest.judge;

/**
 * Something that must not be. Immutable.
 *
 * @param kind which promise is broken
 * @param rule the invariant's name
 * @param subject the instance or entity
 * @param text one sentence
 */
public record Finding(Kind kind, String rule, String subject, String text) {

    /** The three promises. */
    public enum Kind {
        /** Something acknowledged is not there, or not in the order in which it was acknowledged. */
        LOST,
        /** Something is there once too often, too early, or nobody asked for it. */
        DOUBLED,
        /** Something has not ended though all it needs is there. */
        STUCK
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + "  " + rule + "  " + subject + ": " + text;
    }
}
