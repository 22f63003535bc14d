package dev.perdure.crashtest.journal;

import java.util.Objects;

/**
 * One line about one run of one activity, written by the activity itself. Immutable.
 *
 * @param worker the name of the worker process, another one after each restart
 * @param run which run of that worker; both its lines have the same
 * @param instanceId the instance that asked for it
 * @param executionId its execution
 * @param taskId the task in that execution
 * @param delivery the number of the delivery; 1 is the first
 * @param step what is to be done
 * @param nanos when, by the machine's monotonic clock
 * @param millis when, in milliseconds since 1970
 */
public record ActivityRun(
        String worker,
        long run,
        String instanceId,
        String executionId,
        int taskId,
        int delivery,
        String step,
        Phase phase,
        long nanos,
        long millis) {

    /** Where the run is. */
    public enum Phase {
        /** It begins. */
        BEGAN,
        /** Its work is done; the result is about to be sent. */
        ENDED,
        /** It fails as it was told to. */
        FAILED
    }

    public ActivityRun {
        Objects.requireNonNull(worker, "worker");
        Objects.requireNonNull(instanceId, "instanceId");
        Objects.requireNonNull(executionId, "executionId");
        Objects.requireNonNull(step, "step");
        Objects.requireNonNull(phase, "phase");
    }

    /** What the activity returns: the step and which run did it. */
    public String receipt() {
        return step + "=" + worker + "/" + run;
    }

    /** The task, in all its runs. */
    public String task() {
        return instanceId + "/" + executionId + "/" + taskId;
    }
}
