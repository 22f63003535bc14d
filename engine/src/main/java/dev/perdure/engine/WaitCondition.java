package dev.perdure.engine;

import dev.perdure.core.RuntimeStatus;

/** What a waiter waits for. */
public enum WaitCondition {
    /** The first turn is committed: any status but Pending. */
    STARTED,
    /** The instance has ended. */
    COMPLETED;

    /** Whether an instance with this status need not be waited for any longer. */
    public boolean isMetBy(RuntimeStatus status) {
        return switch (this) {
            case STARTED -> status != RuntimeStatus.PENDING;
            case COMPLETED -> status.isTerminal();
        };
    }
}
