package dev.perdure.examples.demo.process;

import org.jspecify.annotations.Nullable;

/** The demo cannot go on; the message says why, for the person who started it. */
public final class DemoFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A failure with the sentence that tells of it. */
    public DemoFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
