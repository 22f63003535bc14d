package dev.perdure.sdk;

import dev.perdure.sdk.internal.activity.Heartbeat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

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
    private final long fencingToken;
    private final Heartbeat heartbeat;

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
        this(
                activityName,
                instanceId,
                executionId,
                taskId,
                deliveryNumber,
                attempt,
                cancelled,
                deliveryNumber,
                Heartbeat.UNHEARD);
    }

    /**
     * A context of a delivery whose heartbeats are heard.
     *
     * @param cancelled completes when nobody wants the result any more
     * @param fencingToken as {@link #fencingToken} says
     * @param heartbeat takes the signs of life
     */
    public ActivityContext(
            String activityName,
            String instanceId,
            String executionId,
            int taskId,
            int deliveryNumber,
            int attempt,
            CompletableFuture<Void> cancelled,
            long fencingToken,
            Heartbeat heartbeat) {
        this.activityName = activityName;
        this.instanceId = instanceId;
        this.executionId = executionId;
        this.taskId = taskId;
        this.deliveryNumber = deliveryNumber;
        this.attempt = attempt;
        this.cancelled = cancelled;
        this.fencingToken = fencingToken;
        this.heartbeat = heartbeat;
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

    /**
     * 1 for the first delivery of this task, one more for each redelivery after a crash or a lost worker. Hosts other than
     * Perdure do not say it: there it is always 1, in redeliveries too.
     */
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
     * until it returns; what it returns is then ignored. One that has not begun, as it waits for its turn in the worker, is
     * not carried out.
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

    /**
     * A number that is greater than that of every earlier delivery of any activity of this instance, in each of its
     * executions. A resource that remembers the greatest it has seen and refuses smaller ones is safe from a worker that
     * was given up for lost and goes on all the same.
     *
     * <p>There is one count for the whole instance, so it guards a resource that one activity of the instance uses at a time:
     * of two that run in parallel, the one delivered later has the greater number, and the resource refuses the other from
     * then on. Give each of them a resource, or a remembered number, of its own. Of hosts other than Perdure the number is
     * always 1 and guards nothing.
     */
    public long fencingToken() {
        return fencingToken;
    }

    /** Says that the activity is still being carried out, as {@link #heartbeat(Object)} does, and leaves the detail as it is. */
    public void heartbeat() {
        heartbeat.beat(null);
    }

    /**
     * Says that the activity is still being carried out: its lease begins anew, so that an activity may run for longer than
     * a lease lasts. Returns at once and may be called as often as one likes; at most one heartbeat a second is sent, the
     * last one's detail wins. Does nothing at hosts other than Perdure.
     *
     * @param detail how far it has come, for {@link #lastHeartbeat} of the next delivery should this one be lost; null
     *     leaves what was said last, by this delivery or an earlier one. At most 65,536 characters once it is text
     * @throws IllegalArgumentException if the detail is longer
     */
    public void heartbeat(@Nullable Object detail) {
        heartbeat.beat(detail);
    }

    /**
     * What the last heartbeat of an earlier delivery of this task said, as far as it reached the host; empty if none did. The
     * detail is durable: it survives the end of the worker and of the host.
     */
    public <T> Optional<T> lastHeartbeat(Class<T> type) {
        return heartbeat.last(type);
    }

    @Override
    public String toString() {
        return "activity '" + activityName + "' of instance '" + instanceId + "' (execution " + executionId + ", task "
                + taskId + ", delivery " + deliveryNumber + ", attempt " + attempt + ")";
    }
}
