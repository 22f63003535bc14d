package dev.perdure.testing.internal;

/** The process of hub and worker ends here. */
final class Crash extends Error {

    private static final long serialVersionUID = 1L;

    Crash(String where) {
        super("crashed " + where, null, false, false);
    }
}
