package dev.perdure.engine.runtime;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * Completion tokens: fresh and opaque for each delivery, yet naming the execution they belong to, because a completed
 * activity names only instance and task. A worker that outlives a restart of the host can so still be believed.
 *
 * <p>Thread-safe if the generator is.
 */
final class Token {

    private static final char SEPARATOR = '.';

    private Token() {}

    static String fresh(String executionId, RandomGenerator random) {
        return executionId + SEPARATOR + HexFormat.of().toHexDigits(random.nextLong());
    }

    /** The execution a token was made for; empty for an empty or foreign token. */
    static String executionId(String token) {
        int end = token.lastIndexOf(SEPARATOR);
        return end < 0 ? "" : token.substring(0, end);
    }
}
