package dev.perdure.client.session;

import java.util.random.RandomGenerator;

/**
 * The pauses between attempts of one call: from about 20 ms doubling up to about 1 s, each made up to half shorter at
 * random so that callers that failed together do not come back together. Confined to one call.
 */
final class Backoff {

    static final long FIRST_NANOS = 20_000_000;
    static final long LAST_NANOS = 1_000_000_000;

    private final RandomGenerator random;
    private long nextNanos = FIRST_NANOS;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The next pause in nanoseconds. */
    long nextNanos() {
        long nanos = jittered(nextNanos);
        nextNanos = Math.min(2 * nextNanos, LAST_NANOS);
        return nanos;
    }

    /** {@code nanos} and up to half more: a host that asked for a pause gets at least that. */
    long atLeast(long nanos) {
        return nanos + random.nextLong(nanos / 2 + 1);
    }

    private long jittered(long nanos) {
        return nanos - random.nextLong(nanos / 2 + 1);
    }
}
