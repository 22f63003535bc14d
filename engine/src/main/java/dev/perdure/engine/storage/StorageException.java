package dev.perdure.engine.storage;

import org.jspecify.annotations.Nullable;

/** The store failed to read or to write for certain. The message says what, where and what to do. */
public sealed class StorageException extends RuntimeException permits StoreRefusedException {

    private static final long serialVersionUID = 1L;

    public StorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
