package dev.perdure.examples.demo.ledger;

/**
 * Something that must not be. Immutable.
 *
 * @param kind which promise is broken
 * @param order the order's id
 * @param text one sentence
 */
public record Finding(Kind kind, String order, String text) {

    /** The two promises. */
    public enum Kind {
        /** An acknowledged order, or a step its end rests on, is not there. */
        LOST,
        /** Something is there once too often, or that nobody asked for. */
        DOUBLED
    }

    @Override
    public String toString() {
        return (kind == Kind.LOST ? "lost     " : "doubled  ") + order + "  " + text;
    }
}
