package dev.perdure.core.tls;

import org.jspecify.annotations.Nullable;

/** A file of certificates or of a key cannot be used. The message names it and says what to do. */
public final class TlsFileException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    TlsFileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
