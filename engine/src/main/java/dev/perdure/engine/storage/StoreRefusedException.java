package dev.perdure.engine.storage;

import org.jspecify.annotations.Nullable;

/**
 * A store was not opened, and nothing in it was changed: it is in use, of another format, not a store, not accessible
 * or damaged. The message is for the user: it names the folder or file and says what to do.
 */
public final class StoreRefusedException extends StorageException {

    private static final long serialVersionUID = 1L;

    public StoreRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
