package dev.perdure.sdk;

import dev.perdure.core.FailureDetails;

/** A task that an orchestrator waited for has failed, after all tries of its retry policy. */
public final class TaskFailedException extends RuntimeException implements FailureDetails.Source {

    private static final long serialVersionUID = 1L;

    private final String taskName;
    private final int taskId;
    private final transient FailureDetails failure;

    /**
     * A failure of one task.
     *
     * @param kind what kind of task it was, such as {@code activity}; only for the message
     */
    public TaskFailedException(String kind, String taskName, int taskId, FailureDetails failure) {
        super("The " + kind + " '" + taskName + "' (task " + taskId + ") failed: " + failure.errorType() + ": "
                + failure.message());
        this.taskName = taskName;
        this.taskId = taskId;
        this.failure = failure;
    }

    /** The name of the activity or sub-orchestration, or the operation and its entity. */
    public String taskName() {
        return taskName;
    }

    /** The id of the task in the history; of the last try, if there were several. */
    public int taskId() {
        return taskId;
    }

    /** What the task reported. */
    public FailureDetails failure() {
        return failure;
    }

    @Override
    public FailureDetails origin() {
        return failure;
    }
}
