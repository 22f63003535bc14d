package dev.perdure.sdk.internal.worker;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits between tries: doubled after each one, up to a limit, and spread at random between half and the whole, so that
 * many workers do not come back at the same moment.
 *
 * <p>Thread-safe if the generator is.
 *
 * @param first the first wait
 * @param longest the limit
 * @param random source of the spread
 */
record Backoff(Duration first, Duration longest, RandomGenerator random) {

    private static final int DOUBLINGS_MAX = 30;

    /** The wait after {@code failures} failures in a row, in milliseconds; at least 1. */
    long millisAfter(int failures) {
        int doublings = Math.min(Math.max(failures - 1, 0), DOUBLINGS_MAX);
        long whole = Math.min(first.toMillis() << doublings, longest.toMillis());
        return Math.max(1, whole - random.nextLong(whole / 2 + 1));
    }
}
