package dev.perdure.examples.demo;

import org.jspecify.annotations.Nullable;

/** The demo cannot go on; the message says why, for the person who started it. */
final class DemoFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DemoFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
