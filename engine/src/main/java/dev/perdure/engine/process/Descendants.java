package dev.perdure.engine.process;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestrationInstance;
import dev.perdure.core.protocol.ParentInstanceInfo;
import dev.perdure.engine.PartitionOf;
import dev.perdure.engine.record.Message;
import dev.perdure.engine.record.PurgeChild;
import dev.perdure.engine.record.TerminateTarget;
import dev.perdure.engine.state.Event;
import dev.perdure.engine.state.InstanceState;
import dev.perdure.engine.state.PartitionState;
import dev.perdure.engine.storage.StorageException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What goes down from an instance to its sub-orchestrations: termination and purge. Each generation is told by messages
 * of the one above, also within one partition, so that no command grows with the size of the family.
 *
 * <p>Confined to its partition; changes nothing.
 */
final class Descendants {

    private final PartitionState state;
    private final ChildResults results;

    Descendants(PartitionState state) {
        this.state = state;
        this.results = new ChildResults(state);
    }

    /** How an instance is ended from outside. */
    record Ending(@Nullable StringValue reason, boolean recursive, boolean cancel) {

        RuntimeStatus status() {
            return cancel ? RuntimeStatus.CANCELED : RuntimeStatus.TERMINATED;
        }
    }

    /** Ends a live instance, tells its parent and, if recursive, its open children. */
    List<Event> end(InstanceState instance, Ending ending, long time) {
        StringValue reason = ending.reason();
        RuntimeStatus status = ending.status();
        String id = instance.instanceId();
        List<HistoryEvent> history = new ArrayList<>();
        history.add(HistoryEvents.orchestratorStarted(time));
        history.addAll(instance.inbox());
        history.add(HistoryEvents.executionTerminated(reason, ending.recursive(), time));
        history.add(HistoryEvents.executionCompleted(-1, status, reason, null, time));
        List<Event> events = new ArrayList<>();
        if (ending.recursive()) {
            state.children(instance).forEach((taskId, childId) -> events.add(endChild(instance, childId, ending)));
        }
        events.add(new Event.HistoryAppended(
                id, instance.inboxSize(), history, instance.historyHash(), status, null, time));
        events.add(new Event.InstanceEnded(id, status, reason == null ? null : reason.getValueBytes(), null, time));
        events.addAll(results.ended(instance, status, reason, null, time));
        return events;
    }

    /** Termination asked for by another instance; one that does not fit any more is ignored. */
    List<Event> terminated(TerminateTarget target, long time) {
        InstanceState instance = state.instance(target.getInstanceId());
        if (instance == null
                || instance.status().isTerminal()
                || (target.hasParent() && !isParent(target.getParent(), instance.parent()))) {
            return List.of();
        }
        return end(
                instance,
                new Ending(target.hasReason() ? target.getReason() : null, target.getRecursive(), target.getCancel()),
                time);
    }

    /** Removes an instance; the parent of a live one is told. If recursive, the ended children go too. */
    List<Event> purge(InstanceState instance, boolean recursive, long time) {
        List<Event> events = new ArrayList<>();
        if (recursive) {
            for (String childId : childrenEver(instance)) {
                events.add(message(
                        childId,
                        Message.newBuilder()
                                .setPurgeChild(PurgeChild.newBuilder()
                                        .setInstanceId(childId)
                                        .setParentInstanceId(instance.instanceId()))
                                .build()));
            }
        }
        events.addAll(results.removed(instance, time));
        events.add(new Event.InstanceRemoved(instance.instanceId()));
        return events;
    }

    /** Purge that comes down from the parent: only what has ended, and only a child of that parent. */
    List<Event> purged(PurgeChild purge, long time) {
        InstanceState instance = state.instance(purge.getInstanceId());
        ParentInstanceInfo parent = instance == null ? null : instance.parent();
        if (instance == null
                || parent == null
                || !instance.status().isTerminal()
                || !parent.getOrchestrationInstance().getInstanceId().equals(purge.getParentInstanceId())) {
            return List.of();
        }
        return purge(instance, true, time);
    }

    private Event endChild(InstanceState parent, String childId, Ending ending) {
        TerminateTarget.Builder target = TerminateTarget.newBuilder()
                .setInstanceId(childId)
                .setRecursive(true)
                .setCancel(ending.cancel())
                .setParent(OrchestrationInstance.newBuilder()
                        .setInstanceId(parent.instanceId())
                        .setExecutionId(StringValue.of(parent.executionId())));
        if (ending.reason() != null) {
            target.setReason(ending.reason());
        }
        return message(childId, Message.newBuilder().setTerminateTarget(target).build());
    }

    private Event message(String target, Message message) {
        return new Event.MessageSent(PartitionOf.instance(target, state.partitions()), message);
    }

    private static boolean isParent(OrchestrationInstance expected, @Nullable ParentInstanceInfo actual) {
        return actual != null && actual.getOrchestrationInstance().equals(expected);
    }

    /** The ids of all children of the present execution, in the order of their start. Reads its whole history. */
    private Set<String> childrenEver(InstanceState instance) {
        Set<String> ids = new LinkedHashSet<>();
        try {
            for (ByteString encoded : state.history(instance)) {
                HistoryEvent event = HistoryEvent.parseFrom(encoded);
                if (event.hasSubOrchestrationInstanceCreated()) {
                    ids.add(event.getSubOrchestrationInstanceCreated().getInstanceId());
                }
            }
        } catch (InvalidProtocolBufferException e) {
            throw new StorageException(
                    "The store is damaged: the history of instance " + instance.instanceId()
                            + " cannot be read. Restore a backup.",
                    e);
        }
        return ids;
    }
}
