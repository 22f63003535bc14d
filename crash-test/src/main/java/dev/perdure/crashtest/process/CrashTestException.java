package dev.perdure.crashtest.process;

import org.jspecify.annotations.Nullable;

/** The crash test cannot go on; the message says why, for the person who started it. */
public final class CrashTestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A failure with the sentence that tells of it. */
    public CrashTestException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
