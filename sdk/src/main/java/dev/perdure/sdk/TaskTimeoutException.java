package dev.perdure.sdk;

import java.time.Duration;

/** A task was not done in the time that the orchestrator was ready to wait. The task goes on. */
public final class TaskTimeoutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Duration limit;

    /**
     * A wait that was too long.
     *
     * @param task what was waited for, as in "the activity 'ship' (task 3)"
     */
    public TaskTimeoutException(String task, Duration limit) {
        super("The orchestrator waited " + limit + " for " + task + ", which is not done yet and goes on.");
        this.limit = limit;
    }

    /** How long was waited. */
    public Duration limit() {
        return limit;
    }
}
