package dev.perdure.engine.process;

import com.google.protobuf.StringValue;
import dev.perdure.core.InstanceId;
import dev.perdure.core.InvalidInstanceIdException;
import dev.perdure.core.protocol.CreateSubOrchestrationAction;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestrationInstance;
import dev.perdure.core.protocol.ParentInstanceInfo;
import dev.perdure.core.protocol.TaskFailureDetails;
import dev.perdure.engine.record.StartChild;
import dev.perdure.engine.record.StartInstance;
import dev.perdure.engine.state.Event;
import dev.perdure.engine.state.InstanceState;
import dev.perdure.engine.state.PartitionState;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The beginning of sub-orchestrations. Confined to its partition; changes nothing. */
final class ChildStarts {

    private final PartitionState state;
    private final ChildResults results;

    ChildStarts(PartitionState state) {
        this.state = state;
        this.results = new ChildResults(state);
    }

    /** The id of the child that this action asks for; the host chooses one where the orchestrator does not. */
    static String childId(InstanceState parent, int taskId, CreateSubOrchestrationAction action) {
        return action.getInstanceId().isEmpty()
                ? parent.executionId() + ":%04x".formatted(taskId)
                : action.getInstanceId();
    }

    /** Why this instance may not have a child with this id; null if it may. */
    static @Nullable String refusal(InstanceState parent, String childId) {
        ParentInstanceInfo grandparent = parent.parent();
        if (childId.equalsIgnoreCase(parent.instanceId())
                || (grandparent != null
                        && childId.equalsIgnoreCase(
                                grandparent.getOrchestrationInstance().getInstanceId()))) {
            return "A sub-orchestration cannot have the id of its parent or of the parent's parent, '" + childId
                    + "'. Choose another id.";
        }
        try {
            InstanceId.requireValid(childId);
            return null;
        } catch (InvalidInstanceIdException e) {
            return e.getMessage();
        }
    }

    /** What the partition of the child needs to know to start it. */
    static StartChild request(InstanceState parent, int taskId, String childId, CreateSubOrchestrationAction action) {
        return request(parent, parent.executionId(), taskId, childId, action);
    }

    /** As the other, asked for by another execution of the parent. */
    static StartChild request(
            InstanceState parent,
            String parentExecutionId,
            int taskId,
            String childId,
            CreateSubOrchestrationAction action) {
        StartInstance.Builder start = StartInstance.newBuilder()
                .setInstanceId(childId)
                .setExecutionId(ExecutionIds.ofChild(parentExecutionId, taskId))
                .setName(action.getName())
                .putAllTags(new TreeMap<>(action.getTagsMap()));
        if (action.hasVersion()) {
            start.setVersion(action.getVersion());
        }
        if (action.hasInput()) {
            start.setInput(action.getInput());
        }
        if (action.hasParentTraceContext()) {
            start.setTraceContext(action.getParentTraceContext());
        }
        return StartChild.newBuilder()
                .setStart(start)
                .setParent(parentInfo(parent, parentExecutionId, taskId))
                .build();
    }

    /** How a child knows the task that waits for it. */
    private static ParentInstanceInfo parentInfo(InstanceState parent, String parentExecutionId, int taskId) {
        ParentInstanceInfo.Builder info = ParentInstanceInfo.newBuilder()
                .setTaskScheduledId(taskId)
                .setName(StringValue.of(parent.name()))
                .setOrchestrationInstance(OrchestrationInstance.newBuilder()
                        .setInstanceId(parent.instanceId())
                        .setExecutionId(StringValue.of(parentExecutionId)));
        if (parent.version() != null) {
            info.setVersion(StringValue.of(parent.version()));
        }
        return info.build();
    }

    /** Starts the child. One that has ended is replaced: a retry uses the same id again. */
    List<Event> start(StartChild request, long time) {
        StartInstance start = request.getStart();
        String id = start.getInstanceId();
        InstanceState existing = state.instance(id);
        if (isAlive(id)) {
            return results.failed(request.getParent(), notStarted(alreadyExists(id)), time);
        }
        List<Event> events = new ArrayList<>();
        if (existing != null) {
            events.add(new Event.InstanceRemoved(id));
        }
        events.add(new Event.InstanceCreated(
                id,
                start.getExecutionId(),
                existing == null ? 1 : existing.executionOrdinal() + 1,
                start.getName(),
                start.hasVersion() ? start.getVersion().getValue() : null,
                start.hasInput() ? start.getInput().getValue() : null,
                time,
                0,
                start.getTagsMap(),
                start.hasTraceContext() ? start.getTraceContext() : null));
        events.add(new Event.ParentAssigned(id, request.getParent()));
        HistoryEvent.Builder started = HistoryEvents.executionStarted(start, time).toBuilder();
        started.getExecutionStartedBuilder().setParentInstance(request.getParent());
        events.add(new Event.InboxAppended(id, started.build()));
        return events;
    }

    /** Whether an instance of this partition has this id and has not ended. */
    boolean isAlive(String id) {
        InstanceState existing = state.instance(id);
        return existing != null && !existing.status().isTerminal();
    }

    /** Why the task of the parent has failed, if its child never began. */
    static TaskFailureDetails notStarted(String message) {
        return TaskFailureDetails.newBuilder()
                .setErrorType("dev.perdure.SubOrchestrationNotStarted")
                .setErrorMessage(message)
                .build();
    }

    static String alreadyExists(String childId) {
        return "Sub-orchestration '" + childId + "' cannot be started: an instance with this id is running. Choose "
                + "another id, or wait until it has ended.";
    }
}
