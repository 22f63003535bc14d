package dev.perdure.sdk;

import dev.perdure.core.FailureDetails;

/** A task that an orchestrator waited for has failed, after all tries of its retry policy. */
public final class TaskFailedException extends RuntimeException implements FailureDetails.Source {

    private static final long serialVersionUID = 1L;

    private final String taskName;
    private final int taskId;
    private final transient FailureDetails failure;

    public TaskFailedException(String taskName, int taskId, FailureDetails failure) {
        super("The activity '" + taskName + "' (task " + taskId + ") failed: " + failure.errorType() + ": "
                + failure.message());
        this.taskName = taskName;
        this.taskId = taskId;
        this.failure = failure;
    }

    /** The name of the activity. */
    public String taskName() {
        return taskName;
    }

    /** The id of the task in the history; of the last try, if there were several. */
    public int taskId() {
        return taskId;
    }

    /** What the activity reported. */
    public FailureDetails failure() {
        return failure;
    }

    @Override
    public FailureDetails origin() {
        return failure;
    }
}
