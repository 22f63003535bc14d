package dev.perdure.engine.process;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.CreateSubOrchestrationAction;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.ParentInstanceInfo;
import dev.perdure.core.protocol.SubOrchestrationInstanceCreatedEvent;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.Outcome.Reason;
import dev.perdure.engine.PartitionOf;
import dev.perdure.engine.record.Message;
import dev.perdure.engine.record.RewindChild;
import dev.perdure.engine.record.RewindInstance;
import dev.perdure.engine.record.StartChild;
import dev.perdure.engine.state.Event;
import dev.perdure.engine.state.InstanceState;
import dev.perdure.engine.state.PartitionState;
import dev.perdure.engine.state.PayloadKind;
import dev.perdure.engine.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Undoes the failure of an instance: a new execution goes on with the {@link RewoundHistory} of the failed one. What was
 * open or has failed is asked for again: activities are delivered, timers armed, sub-orchestrations rewound in their
 * turn, each by a message, so that no command grows with the size of the family.
 *
 * <p>Confined to its partition; changes nothing.
 */
final class Rewinding {

    private final PartitionState state;
    private final RequestProcessor requests;
    private final ChildStarts childStarts;
    private final ChildResults childResults;

    Rewinding(PartitionState state, RequestProcessor requests) {
        this.state = state;
        this.requests = requests;
        this.childStarts = new ChildStarts(state);
        this.childResults = new ChildResults(state);
    }

    Decision rewind(RewindInstance rewind, long time) {
        String id = rewind.getInstanceId();
        return requests.keyed(id, rewind.hasKey() ? rewind.getKey() : null, time, () -> {
            InstanceState instance = state.instance(id);
            if (instance == null) {
                return RequestProcessor.notFound(id);
            }
            if (instance.status() != RuntimeStatus.FAILED) {
                return instance.status().isTerminal() ? RequestProcessor.finished(instance) : notFailed(instance);
            }
            RewoundHistory history = rewound(instance, instance.parent());
            if (history.isEntangledWithEntities()) {
                return Decision.rejected(
                        Reason.WRONG_STATE,
                        "Instance '" + id
                                + "' failed while it waited for an entity or held the lock of one. The answer "
                                + "and the lock are gone, so it cannot go on from there. Restart it instead.");
            }
            return new Decision(
                    goOn(instance, history, instance.parent(), time),
                    new Outcome.Done(id, ExecutionIds.rewound(instance.executionId()), 1));
        });
    }

    /** The parent was rewound and waits for this child again. */
    List<Event> child(RewindChild rewind, long time) {
        StartChild request = rewind.getChild();
        ParentInstanceInfo parent = request.getParent();
        InstanceState child = state.instance(request.getStart().getInstanceId());
        if (child == null || !isChildOf(parent, rewind.getParentExecutionId(), child.parent())) {
            return childStarts.start(request, time);
        }
        return switch (child.status()) {
            case FAILED -> {
                RewoundHistory history = rewound(child, parent);
                yield history.isEntangledWithEntities()
                        ? childStarts.start(request, time)
                        : goOn(child, history, parent, time);
            }
            case TERMINATED, CANCELED -> childStarts.start(request, time);
            case COMPLETED -> {
                ByteString output = state.payload(child.instanceId(), PayloadKind.OUTPUT);
                List<Event> events = new ArrayList<>();
                events.add(new Event.ParentAssigned(child.instanceId(), parent));
                events.addAll(childResults.completed(
                        parent, output == null ? null : StringValue.of(output.toStringUtf8()), time));
                yield events;
            }
            case PENDING, RUNNING, SUSPENDED, CONTINUED_AS_NEW ->
                List.of(new Event.ParentAssigned(child.instanceId(), parent));
        };
    }

    private List<Event> goOn(
            InstanceState instance, RewoundHistory history, @Nullable ParentInstanceInfo parent, long time) {
        String id = instance.instanceId();
        String executionId = ExecutionIds.rewound(instance.executionId());
        List<Event> events = new ArrayList<>();
        events.add(new Event.InstanceRewound(id, executionId, history.kept(), time));
        if (parent != null) {
            events.add(new Event.ParentAssigned(id, parent));
        }
        history.waiting().forEach(event -> events.add(new Event.InboxAppended(id, event)));
        for (HistoryEvent scheduled : history.openActivities()) {
            int taskId = scheduled.getEventId();
            events.add(new Event.ActivityScheduled(
                    id,
                    taskId,
                    HistoryEvents.activityRequest(id, executionId, taskId, scheduled.getTaskScheduled()),
                    1,
                    0,
                    time));
        }
        for (HistoryEvent created : history.openTimers()) {
            long fireAt = HistoryEvents.micros(created.getTimerCreated().getFireAt());
            events.add(new Event.TimerArmed(id, created.getEventId(), fireAt));
        }
        for (HistoryEvent created : history.openChildren()) {
            events.addAll(askForChild(
                    instance, executionId, created.getEventId(), created.getSubOrchestrationInstanceCreated(), time));
        }
        return events;
    }

    private List<Event> askForChild(
            InstanceState parent,
            String executionId,
            int taskId,
            SubOrchestrationInstanceCreatedEvent created,
            long time) {
        String childId = created.getInstanceId();
        String refusal = ChildStarts.refusal(parent, childId);
        if (refusal != null) {
            return List.of(new Event.InboxAppended(
                    parent.instanceId(),
                    HistoryEvents.childEnded(taskId, null, ChildStarts.notStarted(refusal), time)));
        }
        CreateSubOrchestrationAction.Builder action = CreateSubOrchestrationAction.newBuilder()
                .setInstanceId(childId)
                .setName(created.getName())
                .putAllTags(created.getTagsMap());
        if (created.hasVersion()) {
            action.setVersion(created.getVersion());
        }
        if (created.hasInput()) {
            action.setInput(created.getInput());
        }
        if (created.hasParentTraceContext()) {
            action.setParentTraceContext(created.getParentTraceContext());
        }
        RewindChild rewind = RewindChild.newBuilder()
                .setChild(ChildStarts.request(parent, executionId, taskId, childId, action.build()))
                .setParentExecutionId(parent.executionId())
                .build();
        return List.of(
                new Event.ChildOpened(parent.instanceId(), taskId, childId),
                new Event.MessageSent(
                        PartitionOf.instance(childId, state.partitions()),
                        Message.newBuilder().setRewindChild(rewind).build()));
    }

    private RewoundHistory rewound(InstanceState instance, @Nullable ParentInstanceInfo parent) {
        List<HistoryEvent> history = new ArrayList<>();
        try {
            for (ByteString encoded : state.history(instance)) {
                history.add(HistoryEvent.parseFrom(encoded));
            }
        } catch (InvalidProtocolBufferException e) {
            throw new StorageException(
                    "The store is damaged: the history of instance " + instance.instanceId()
                            + " cannot be read. Restore a backup.",
                    e);
        }
        return new RewoundHistory(history, ExecutionIds.rewound(instance.executionId()), parent);
    }

    private static boolean isChildOf(
            ParentInstanceInfo expected, String parentExecutionId, @Nullable ParentInstanceInfo actual) {
        return actual != null
                && actual.getTaskScheduledId() == expected.getTaskScheduledId()
                && actual.getOrchestrationInstance()
                        .getInstanceId()
                        .equals(expected.getOrchestrationInstance().getInstanceId())
                && actual.getOrchestrationInstance().getExecutionId().getValue().equals(parentExecutionId);
    }

    private static Decision notFailed(InstanceState instance) {
        return Decision.rejected(
                Reason.WRONG_STATE,
                "Instance '" + instance.instanceId() + "' is "
                        + instance.status().wireName() + ": only a failed instance can be rewound.");
    }
}
