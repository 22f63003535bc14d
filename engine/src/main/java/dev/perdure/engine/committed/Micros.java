package dev.perdure.engine.committed;

import java.time.Instant;

/** Time as the store has it: microseconds since 1970-01-01T00:00Z. Thread-safe: stateless. */
public final class Micros {

    private static final Instant END = Instant.parse("9999-12-31T23:59:59Z");

    private Micros() {}

    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    /** What lies before 1970 or after the year 9999 becomes the nearest of these. */
    public static long of(Instant instant) {
        if (instant.isBefore(Instant.EPOCH)) {
            return 0;
        }
        Instant within = instant.isAfter(END) ? END : instant;
        return within.getEpochSecond() * 1_000_000L + within.getNano() / 1_000;
    }
}
