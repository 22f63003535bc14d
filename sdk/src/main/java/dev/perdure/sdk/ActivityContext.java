package dev.perdure.sdk;

import java.util.concurrent.CompletableFuture;

/**
 * Which task an activity is carrying out. Instance id, execution id and task id together are the same in every delivery
 * of one task and different for every other task: a natural key for idempotency.
 *
 * <p>Thread-safe.
 */
public final class ActivityContext {

    private final String activityName;
    private final String instanceId;
    private final String executionId;
    private final int taskId;
    private final int deliveryNumber;
    private final int attempt;
    private final CompletableFuture<Void> cancelled;

    /** A context of a delivery that nobody cancels. */
    public ActivityContext(
            String activityName, String instanceId, String executionId, int taskId, int deliveryNumber, int attempt) {
        this(activityName, instanceId, executionId, taskId, deliveryNumber, attempt, new CompletableFuture<>());
    }

    /** @param cancelled completes when nobody wants the result any more */
    public ActivityContext(
            String activityName,
            String instanceId,
            String executionId,
            int taskId,
            int deliveryNumber,
            int attempt,
            CompletableFuture<Void> cancelled) {
        this.activityName = activityName;
        this.instanceId = instanceId;
        this.executionId = executionId;
        this.taskId = taskId;
        this.deliveryNumber = deliveryNumber;
        this.attempt = attempt;
        this.cancelled = cancelled;
    }

    /** The name of the activity. */
    public String activityName() {
        return activityName;
    }

    /** The orchestration instance that asked for it. */
    public String instanceId() {
        return instanceId;
    }

    /** The execution of that instance; empty if the host does not say. */
    public String executionId() {
        return executionId;
    }

    /** The id of the task within the execution. Each try of a retry policy is a task of its own. */
    public int taskId() {
        return taskId;
    }

    /** 1 for the first delivery of this task, one more for each redelivery after a crash or a lost worker. */
    public int deliveryNumber() {
        return deliveryNumber;
    }

    /** 1 for the first try of a retry policy, 2 for the second, and so on. */
    public int attempt() {
        return attempt;
    }

    /**
     * Whether nobody wants the result any more: the orchestration was cancelled, terminated, purged, replaced, or has
     * ended otherwise. Best effort: it may come late, or never if the connection to the host is lost. The activity goes on
     * until it returns; what it returns is then ignored.
     */
    public boolean isCancelled() {
        return cancelled.isDone();
    }

    /**
     * Runs an action once when {@link #isCancelled} becomes true, at once if it is. It must not block; what it throws is
     * ignored.
     */
    public void onCancel(Runnable action) {
        CompletableFuture<Void> unused = cancelled.thenRun(action);
    }

    @Override
    public String toString() {
        return "activity '" + activityName + "' of instance '" + instanceId + "' (execution " + executionId + ", task "
                + taskId + ", delivery " + deliveryNumber + ", attempt " + attempt + ")";
    }
}
