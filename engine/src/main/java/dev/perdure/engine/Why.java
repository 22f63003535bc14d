package dev.perdure.engine;

import dev.perdure.core.RuntimeStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an instance waits for, as of one moment. Nothing in it rests on what is not durable yet. Who has what, and until
 * when, is known to the running engine alone and may have changed when the answer is read. Immutable.
 *
 * @param executionId the present execution
 * @param asOf the moment, in the hub's time
 * @param eventsWaiting events of any kind that no turn has consumed yet
 * @param reasons at most {@value #REASONS_MAX}, in this order: suspension, scheduled start, turn, activities and children
 *     by task id, timers by time, entity locks, entity calls, external events; empty exactly if the instance has ended
 * @param total how many reasons there are; of timers at most {@value #TIMERS_MAX} are counted
 */
public record Why(
        String instanceId,
        String executionId,
        RuntimeStatus status,
        Instant asOf,
        int eventsWaiting,
        List<Reason> reasons,
        long total) {

    /** Reasons listed. */
    public static final int REASONS_MAX = 1_000;

    /** Timers counted. */
    public static final int TIMERS_MAX = 100_000;

    public Why {
        reasons = List.copyOf(reasons);
    }

    /** One thing that the instance waits for. Which of several would suffice only its orchestrator knows. */
    public sealed interface Reason {}

    /**
     * To be resumed. What else is listed goes on meanwhile, but no new turn begins.
     *
     * @param reason as given when it was suspended, or null
     */
    public record Suspended(@Nullable String reason, Instant since) implements Reason {}

    /** The time at which it may begin. */
    public record ScheduledStart(Instant at) implements Reason {}

    /**
     * The answer to a turn, or a worker for it.
     *
     * @param orchestrator the name a worker must have
     * @param delivery 1, or more if the turn was lost before
     */
    public record Turn(String orchestrator, int delivery, Place place) implements Reason {}

    /**
     * The result of an activity.
     *
     * @param delivery how often it was handed out, this time included; 1 for the first
     */
    public record Activity(String name, int taskId, int delivery, Place place) implements Reason {}

    /** The end of a sub-orchestration. */
    public record Child(int taskId, String instanceId) implements Reason {}

    /** A time. */
    public record Timer(int timerId, Instant fireAt) implements Reason {}

    /**
     * An external event. Workers of Perdure say which events their orchestrators wait for; of others an instance of which
     * nothing else is open is taken to wait for one, without name and time.
     *
     * @param name of the event, or null if it is not known
     * @param since when the orchestrator began to wait for it, or null if it is not known
     */
    public record ExternalEvent(
            @Nullable String name, @Nullable Instant since) implements Reason {}

    /**
     * The answer of an entity.
     *
     * @param entityId {@code @name@key}
     */
    public record EntityCall(String entityId, String operation, Instant since) implements Reason {}

    /**
     * The locks of a critical section, which are taken one after the other.
     *
     * @param criticalSectionId as the worker named it
     * @param lockSet all entities of the section, in the order in which they are locked
     * @param waitingAt the first of them that is not locked by this instance, or null if that is about to change
     * @param heldBy the instance that holds that one, or null if none does
     */
    public record EntityLock(
            String criticalSectionId,
            List<String> lockSet,
            @Nullable String waitingAt,
            @Nullable String heldBy) implements Reason {

        public EntityLock {
            lockSet = List.copyOf(lockSet);
        }
    }

    /** Where a work item is. */
    public sealed interface Place {}

    /**
     * At a worker.
     *
     * @param worker the id it gave itself, or a number if it gave none
     * @param since when it was handed out
     * @param leasedUntil when it is taken back if there is no answer; null for a worker in the host's process, which keeps
     *     it as long as it is connected
     * @param lastHeartbeat when an activity last gave a sign of life; null if it has not
     */
    public record AtWorker(
            String worker,
            Instant since,
            @Nullable Instant leasedUntil,
            @Nullable Instant lastHeartbeat) implements Place {

        /** A place from which no sign of life has come. */
        public AtWorker(String worker, Instant since, @Nullable Instant leasedUntil) {
            this(worker, since, leasedUntil, null);
        }
    }

    /** Waiting for a worker. */
    public record Queued(Cause cause) implements Place {

        /** Why no worker has it. */
        public enum Cause {
            /** No worker is connected. */
            NO_WORKER,
            /** None of the connected workers has the name. */
            NAME_NOT_SERVED,
            /** All connected workers that have the name have as much as they take. */
            WORKERS_BUSY,
            /** A worker has room and will get it in a moment. */
            ABOUT_TO_BE_HANDED_OUT
        }
    }
}
