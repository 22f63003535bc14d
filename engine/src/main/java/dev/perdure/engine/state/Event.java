package dev.perdure.engine.state;

import com.google.protobuf.ByteString;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.ActivityRequest;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestrationTraceContext;
import dev.perdure.core.protocol.ParentInstanceInfo;
import dev.perdure.core.protocol.TraceContext;
import dev.perdure.engine.record.AwaitedEvent;
import dev.perdure.engine.record.CriticalSectionRecord;
import dev.perdure.engine.record.GivenUpRecord;
import dev.perdure.engine.record.KeyRecord;
import dev.perdure.engine.record.Message;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happened: the outcome of one command, in small steps. Events are made by the processing of a command and applied
 * by {@link Applier}, the only place where state changes. Immutable. Times are microseconds since 1970.
 */
public sealed interface Event {

    /** A command was taken up; partition time is now {@code time}. */
    record CommandTaken(long time) implements Event {}

    /** A new execution exists, Pending. */
    record InstanceCreated(
            String instanceId,
            String executionId,
            int executionOrdinal,
            String name,
            @Nullable String version,
            @Nullable String input,
            long created,
            long scheduledStart,
            Map<String, String> tags,
            @Nullable TraceContext trace)
            implements Event {}

    /** The instance is a child: its result goes to this task of this execution. */
    record ParentAssigned(String instanceId, ParentInstanceInfo parent) implements Event {}

    /**
     * An execution ended and the next began under the same id, Running or still Suspended. History, inbox and all open work of the old one
     * are gone.
     *
     * @param customStatus the new custom status, or null to keep what there is
     */
    record InstanceContinued(
            String instanceId,
            String executionId,
            @Nullable String version,
            @Nullable ByteString input,
            @Nullable ByteString customStatus,
            long time)
            implements Event {}

    /** A failed instance goes on, Running, in a new execution with this history. */
    record InstanceRewound(String instanceId, String executionId, List<HistoryEvent> history, long time)
            implements Event {}

    /** The task waits for the result of a sub-orchestration. */
    record ChildOpened(String instanceId, int taskId, String childId) implements Event {}

    /** The task has the result of its sub-orchestration. */
    record ChildClosed(String instanceId, int taskId) implements Event {}

    /** An instance and all that belongs to it (but not its idempotency keys) is gone. */
    record InstanceRemoved(String instanceId) implements Event {}

    /** An event waits for the next turn of an instance. */
    record InboxAppended(String instanceId, HistoryEvent event) implements Event {}

    /**
     * Events were appended to the history, consuming the first {@code consumed} events of the inbox.
     *
     * @param historyHash the rolling hash after it
     * @param customStatus the new custom status, or null to keep what there is
     */
    record HistoryAppended(
            String instanceId,
            int consumed,
            List<HistoryEvent> events,
            long historyHash,
            RuntimeStatus status,
            @Nullable ByteString customStatus,
            long time)
            implements Event {}

    /** An instance is suspended, or goes on. */
    record StatusChanged(String instanceId, RuntimeStatus status, long time) implements Event {}

    /** An instance ended: nothing of it is open any more. */
    record InstanceEnded(
            String instanceId,
            RuntimeStatus status,
            @Nullable ByteString output,
            @Nullable ByteString failure,
            long time)
            implements Event {}

    /**
     * An activity waits for a worker.
     *
     * @param delivery 1 for the first time
     * @param lost how many deliveries ended because the worker was lost or its lease ran out
     */
    record ActivityScheduled(
            String instanceId, int taskId, ActivityRequest request, int delivery, int lost, long scheduled)
            implements Event {}

    /**
     * An activity at a worker has given a sign of life.
     *
     * @param detail what is to be given to its next delivery, or null to forget what there is
     */
    record HeartbeatRecorded(
            String instanceId, int taskId, @Nullable String detail) implements Event {}

    /** An activity has its result, or nobody wants it any more. */
    record ActivityClosed(String instanceId, int taskId) implements Event {}

    /** A timer is set. */
    record TimerArmed(String instanceId, int taskId, long fireAt) implements Event {

        /** The task id of the timer that lets a scheduled start begin; no worker counts as far. */
        public static final int SCHEDULED_START = Integer.MIN_VALUE;
    }

    /** A timer is gone: fired, or not needed any more. */
    record TimerRemoved(String instanceId, int taskId, long fireAt) implements Event {}

    /** A message lies in the outbox, under the next sequence number for its destination. */
    record MessageSent(int destination, Message message) implements Event {}

    /** A message of another partition was taken. */
    record MessageReceived(int source, long sequence) implements Event {}

    /** Another partition has taken our messages up to this one. */
    record MessagesAcknowledged(int destination, long upTo) implements Event {}

    /** The answer to a keyed request is remembered. */
    record KeyRemembered(String instanceId, String key, KeyRecord record) implements Event {}

    /** A key has expired. */
    record KeyForgotten(String instanceId, String key, long expires) implements Event {}

    /** Something happened to an entity. */
    record EntityChanged(String entityId, EntityChange change) implements Event {}

    /** A critical section of an instance is as this says; with an empty lock set it is left. */
    record CriticalSectionChanged(String instanceId, CriticalSectionRecord section) implements Event {}

    /** The external events an instance waits for are these. */
    record EventsAwaited(String instanceId, List<AwaitedEvent> events) implements Event {}

    /**
     * Work of an instance or entity failed because no worker ever answered it.
     *
     * @param work as it is listed, with {@code times} counting only what this event speaks of
     */
    record WorkGivenUp(String id, GivenUpRecord work) implements Event {}

    /** The span of the execution is this one, as its worker says. */
    record SpanNamed(String instanceId, OrchestrationTraceContext span) implements Event {}

    /** A worker serves this orchestrator name. */
    record NameAnnounced(String name) implements Event {}
}
