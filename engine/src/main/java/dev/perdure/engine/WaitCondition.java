package dev.perdure.engine;

import dev.perdure.core.RuntimeStatus;

/** What a waiter waits for. */
public enum WaitCondition {
    /** The first turn is committed: any status but Pending. */
    STARTED,
    /** The instance has ended. */
    COMPLETED;

    boolean isMetBy(RuntimeStatus status) {
        return switch (this) {
            case STARTED -> status != RuntimeStatus.PENDING;
            case COMPLETED -> status.isTerminal();
        };
    }
}
