package dev.perdure.host;

import org.jspecify.annotations.Nullable;

/**
 * Something the user can put right: a setting, a port, a folder. The message is one sentence that says what and how;
 * the command line prints it without a stack trace and exits with 2.
 */
public final class UserErrorException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UserErrorException(String message) {
        this(message, null);
    }

    public UserErrorException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
