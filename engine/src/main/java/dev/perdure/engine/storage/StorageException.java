package dev.perdure.engine.storage;

import org.jspecify.annotations.Nullable;

/** The store failed to read or to write for certain. The message says what, where and what to do. */
public final class StorageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
