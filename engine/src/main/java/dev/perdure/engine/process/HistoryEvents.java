package dev.perdure.engine.process;

import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.ActivityRequest;
import dev.perdure.core.protocol.EventRaisedEvent;
import dev.perdure.core.protocol.ExecutionCompletedEvent;
import dev.perdure.core.protocol.ExecutionResumedEvent;
import dev.perdure.core.protocol.ExecutionStartedEvent;
import dev.perdure.core.protocol.ExecutionSuspendedEvent;
import dev.perdure.core.protocol.ExecutionTerminatedEvent;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestrationInstance;
import dev.perdure.core.protocol.OrchestratorStartedEvent;
import dev.perdure.core.protocol.SubOrchestrationInstanceCompletedEvent;
import dev.perdure.core.protocol.SubOrchestrationInstanceFailedEvent;
import dev.perdure.core.protocol.TaskCompletedEvent;
import dev.perdure.core.protocol.TaskFailedEvent;
import dev.perdure.core.protocol.TaskFailureDetails;
import dev.perdure.core.protocol.TaskScheduledEvent;
import dev.perdure.core.protocol.TimerFiredEvent;
import dev.perdure.engine.record.CompleteActivity;
import dev.perdure.engine.record.StartInstance;
import org.jspecify.annotations.Nullable;

/**
 * Makes the history events that come from outside a turn. Their event id is -1: only events that stem from an action
 * carry the action's id (source: the protocol).
 *
 * <p>Thread-safe: stateless.
 */
public final class HistoryEvents {

    private static final int FROM_OUTSIDE = -1;

    /** 9999-12-31T23:59:59Z. */
    private static final long SECONDS_MAX = 253_402_300_799L;

    private HistoryEvents() {}

    /** Microseconds since 1970 as the protocol writes time. */
    public static Timestamp timestamp(long micros) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(micros, 1_000_000L))
                .setNanos((int) Math.floorMod(micros, 1_000_000L) * 1_000)
                .build();
    }

    /**
     * A protocol time in microseconds since 1970, rounded up: a timer must never fire early. What lies before 1970 or
     * after the year 9999, where the protocol's time ends, becomes the nearest of these.
     */
    public static long micros(Timestamp timestamp) {
        long seconds = Math.clamp(timestamp.getSeconds(), 0L, SECONDS_MAX);
        return seconds * 1_000_000L + (Math.clamp(timestamp.getNanos(), 0, 999_999_999) + 999) / 1_000;
    }

    /** The first event of every turn. */
    public static HistoryEvent orchestratorStarted(long time) {
        return at(time).setOrchestratorStarted(OrchestratorStartedEvent.getDefaultInstance())
                .build();
    }

    static HistoryEvent executionStarted(StartInstance start, long time) {
        ExecutionStartedEvent.Builder event = ExecutionStartedEvent.newBuilder()
                .setName(start.getName())
                .setOrchestrationInstance(OrchestrationInstance.newBuilder()
                        .setInstanceId(start.getInstanceId())
                        .setExecutionId(StringValue.of(start.getExecutionId())))
                .putAllTags(start.getTagsMap());
        if (start.hasVersion()) {
            event.setVersion(start.getVersion());
        }
        if (start.hasInput()) {
            event.setInput(start.getInput());
        }
        if (start.getScheduledStart() > 0) {
            event.setScheduledStartTimestamp(timestamp(start.getScheduledStart()));
        }
        if (start.hasTraceContext()) {
            event.setParentTraceContext(start.getTraceContext());
        }
        return at(time).setExecutionStarted(event).build();
    }

    static HistoryEvent eventRaised(String name, @Nullable StringValue input, long time) {
        EventRaisedEvent.Builder event = EventRaisedEvent.newBuilder().setName(name);
        if (input != null) {
            event.setInput(input);
        }
        return at(time).setEventRaised(event).build();
    }

    static HistoryEvent executionTerminated(@Nullable StringValue reason, boolean recursive, long time) {
        ExecutionTerminatedEvent.Builder event =
                ExecutionTerminatedEvent.newBuilder().setRecurse(recursive);
        if (reason != null) {
            event.setInput(reason);
        }
        return at(time).setExecutionTerminated(event).build();
    }

    static HistoryEvent executionSuspended(@Nullable StringValue reason, long time) {
        ExecutionSuspendedEvent.Builder event = ExecutionSuspendedEvent.newBuilder();
        if (reason != null) {
            event.setInput(reason);
        }
        return at(time).setExecutionSuspended(event).build();
    }

    static HistoryEvent executionResumed(@Nullable StringValue reason, long time) {
        ExecutionResumedEvent.Builder event = ExecutionResumedEvent.newBuilder();
        if (reason != null) {
            event.setInput(reason);
        }
        return at(time).setExecutionResumed(event).build();
    }

    static HistoryEvent executionCompleted(
            int eventId,
            RuntimeStatus status,
            @Nullable StringValue result,
            @Nullable TaskFailureDetails failure,
            long time) {
        ExecutionCompletedEvent.Builder event =
                ExecutionCompletedEvent.newBuilder().setOrchestrationStatus(status.protocol());
        if (result != null) {
            event.setResult(result);
        }
        if (failure != null) {
            event.setFailureDetails(failure);
        }
        return at(time).setEventId(eventId).setExecutionCompleted(event).build();
    }

    static HistoryEvent timerFired(int timerId, long fireAt, long time) {
        return at(time).setTimerFired(
                        TimerFiredEvent.newBuilder().setTimerId(timerId).setFireAt(timestamp(fireAt)))
                .build();
    }

    /** What the worker of a scheduled activity is given. */
    static ActivityRequest activityRequest(
            String instanceId, String executionId, int taskId, TaskScheduledEvent scheduled) {
        ActivityRequest.Builder request = ActivityRequest.newBuilder()
                .setName(scheduled.getName())
                .setTaskId(taskId)
                .putAllTags(scheduled.getTagsMap())
                .setOrchestrationInstance(OrchestrationInstance.newBuilder()
                        .setInstanceId(instanceId)
                        .setExecutionId(StringValue.of(executionId)));
        if (scheduled.hasVersion()) {
            request.setVersion(scheduled.getVersion());
        }
        if (scheduled.hasInput()) {
            request.setInput(scheduled.getInput());
        }
        if (scheduled.hasParentTraceContext()) {
            request.setParentTraceContext(scheduled.getParentTraceContext());
        }
        return request.build();
    }

    /** TaskFailed if the completion carries failure details, else TaskCompleted, with or without a result. */
    static HistoryEvent activityEnded(CompleteActivity completion, long time) {
        if (completion.hasFailure()) {
            return at(time).setTaskFailed(TaskFailedEvent.newBuilder()
                            .setTaskScheduledId(completion.getTaskId())
                            .setFailureDetails(completion.getFailure()))
                    .build();
        }
        TaskCompletedEvent.Builder event = TaskCompletedEvent.newBuilder().setTaskScheduledId(completion.getTaskId());
        if (completion.hasResult()) {
            event.setResult(completion.getResult());
        }
        return at(time).setTaskCompleted(event).build();
    }

    /** SubOrchestrationInstanceFailed if there are failure details, else Completed, with or without a result. */
    static HistoryEvent childEnded(
            int taskId, @Nullable StringValue result, @Nullable TaskFailureDetails failure, long time) {
        if (failure != null) {
            return at(time).setSubOrchestrationInstanceFailed(SubOrchestrationInstanceFailedEvent.newBuilder()
                            .setTaskScheduledId(taskId)
                            .setFailureDetails(failure))
                    .build();
        }
        SubOrchestrationInstanceCompletedEvent.Builder event =
                SubOrchestrationInstanceCompletedEvent.newBuilder().setTaskScheduledId(taskId);
        if (result != null) {
            event.setResult(result);
        }
        return at(time).setSubOrchestrationInstanceCompleted(event).build();
    }

    static HistoryEvent.Builder at(long time) {
        return HistoryEvent.newBuilder().setEventId(FROM_OUTSIDE).setTimestamp(timestamp(time));
    }
}
