package dev.perdure.engine.process;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Ids of executions that come from other executions. They are derived, not drawn: the same commands must give the same
 * ids. What they are derived from is unique, so they are. 32 lower-case hex digits.
 *
 * <p>Thread-safe: stateless.
 */
public final class ExecutionIds {

    private static final int BYTES = 16;

    private ExecutionIds() {}

    /** Of the child that this task of this execution starts. */
    static String ofChild(String parentExecutionId, int taskId) {
        return derived(parentExecutionId + ":child:" + taskId);
    }

    /** Of the execution that continues this one as new. */
    public static String next(String executionId) {
        return derived(executionId + ":next");
    }

    /** Of the execution that goes on with this one rewound. */
    public static String rewound(String executionId) {
        return derived(executionId + ":rewound");
    }

    private static String derived(String origin) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(origin.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
