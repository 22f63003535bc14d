package dev.perdure.testing.internal;

import java.time.Instant;
import java.time.InstantSource;

/** The clock of a test: it stands still until it is moved. Confined to one thread. */
final class VirtualClock implements InstantSource {

    private long now;

    VirtualClock(Instant begin) {
        this.now = micros(begin);
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochSecond(Math.floorDiv(now, 1_000_000), Math.floorMod(now, 1_000_000) * 1_000L);
    }

    /** Microseconds since 1970. */
    long micros() {
        return now;
    }

    void move(long micros) {
        now += micros;
    }

    static long micros(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
    }
}
