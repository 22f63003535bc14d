package dev.perdure.engine.process;

import com.google.protobuf.StringValue;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.ParentInstanceInfo;
import dev.perdure.core.protocol.TaskFailureDetails;
import dev.perdure.engine.PartitionOf;
import dev.perdure.engine.record.ChildEnded;
import dev.perdure.engine.record.Message;
import dev.perdure.engine.state.Event;
import dev.perdure.engine.state.InstanceState;
import dev.perdure.engine.state.PartitionState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of a sub-orchestration's result to its parent: exactly one for each task, and only to the execution that asked
 * for it. Confined to its partition; changes nothing.
 */
final class ChildResults {

    private final PartitionState state;

    ChildResults(PartitionState state) {
        this.state = state;
    }

    /** Tells the parent, if there is one, how the child has ended. Failure details go to the parent unchanged. */
    List<Event> ended(
            InstanceState child,
            RuntimeStatus status,
            @Nullable StringValue result,
            @Nullable TaskFailureDetails failure,
            long time) {
        if (child.parent() == null) {
            return List.of();
        }
        ChildEnded.Builder ended = ChildEnded.newBuilder().setParent(child.parent());
        if (failure != null) {
            ended.setFailure(failure);
        } else if (status == RuntimeStatus.COMPLETED) {
            if (result != null) {
                ended.setResult(result);
            }
        } else {
            String reason = result == null || result.getValue().isEmpty() ? "" : " Reason: " + result.getValue();
            ended.setFailure(failure(
                    "dev.perdure.SubOrchestrationNotCompleted",
                    "Sub-orchestration '" + child.instanceId() + "' ended as " + status.wireName() + "." + reason));
        }
        return send(ended.build(), time);
    }

    /** Tells the parent, which waits again, the result of a child that has ended before. */
    List<Event> completed(ParentInstanceInfo parent, @Nullable StringValue result, long time) {
        ChildEnded.Builder ended = ChildEnded.newBuilder().setParent(parent);
        if (result != null) {
            ended.setResult(result);
        }
        return send(ended.build(), time);
    }

    /** Tells the parent of a running child that is removed, so that it does not wait for ever. */
    List<Event> removed(InstanceState child, long time) {
        if (child.parent() == null || child.status().isTerminal()) {
            return List.of();
        }
        return failed(
                child.parent(),
                failure(
                        "dev.perdure.SubOrchestrationRemoved",
                        "Sub-orchestration '" + child.instanceId() + "' was purged or replaced before it had ended."),
                time);
    }

    /** Tells the parent that there will be no child for this task. */
    List<Event> failed(ParentInstanceInfo parent, TaskFailureDetails failure, long time) {
        return send(
                ChildEnded.newBuilder().setParent(parent).setFailure(failure).build(), time);
    }

    /** A result has come: it counts if the very task of the very execution still waits for it. */
    List<Event> arrived(ChildEnded ended, long time) {
        ParentInstanceInfo info = ended.getParent();
        String parentId = info.getOrchestrationInstance().getInstanceId();
        int taskId = info.getTaskScheduledId();
        InstanceState parent = state.instance(parentId);
        if (parent == null
                || !parent.executionId()
                        .equals(info.getOrchestrationInstance().getExecutionId().getValue())
                || !state.isChildOpen(parentId, taskId)) {
            return List.of();
        }
        return List.of(
                new Event.ChildClosed(parentId, taskId),
                new Event.InboxAppended(
                        parentId,
                        HistoryEvents.childEnded(
                                taskId,
                                ended.hasResult() ? ended.getResult() : null,
                                ended.hasFailure() ? ended.getFailure() : null,
                                time)));
    }

    private List<Event> send(ChildEnded ended, long time) {
        int destination = PartitionOf.instance(
                ended.getParent().getOrchestrationInstance().getInstanceId(), state.partitions());
        if (destination == state.partition()) {
            return arrived(ended, time);
        }
        return List.of(new Event.MessageSent(
                destination, Message.newBuilder().setChildEnded(ended).build()));
    }

    private static TaskFailureDetails failure(String errorType, String message) {
        return TaskFailureDetails.newBuilder()
                .setErrorType(errorType)
                .setErrorMessage(message)
                .build();
    }
}
