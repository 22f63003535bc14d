package dev.perdure.engine.process;

import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.CompleteOrchestrationAction;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.engine.record.StartInstance;
import dev.perdure.engine.state.Event;
import dev.perdure.engine.state.InstanceState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The step from one execution of an instance to the next, with an empty history. What the old one had asked for is
 * closed; what others have sent to the instance goes on to the new one.
 *
 * <p>Thread-safe: stateless.
 */
final class ContinueAsNew {

    private ContinueAsNew() {}

    /**
     * The events of that step.
     *
     * @param consumed how many events of the inbox the last turn has seen; it carries over what it has not used
     * @param sentToItself external events that the last turn sent to its own instance
     */
    static List<Event> continued(
            InstanceState instance,
            CompleteOrchestrationAction action,
            int consumed,
            List<HistoryEvent> sentToItself,
            @Nullable StringValue customStatus,
            long time) {
        String id = instance.instanceId();
        String executionId = ExecutionIds.next(instance.executionId());
        String version = action.hasNewVersion() ? action.getNewVersion().getValue() : instance.version();
        List<Event> events = new ArrayList<>();
        events.add(new Event.InstanceContinued(
                id,
                executionId,
                version,
                action.hasResult() ? action.getResult().getValueBytes() : null,
                customStatus == null ? null : customStatus.getValueBytes(),
                time));
        events.add(new Event.InboxAppended(id, started(instance, executionId, version, action, time)));
        List<HistoryEvent> kept = new ArrayList<>(action.getCarryoverEventsList());
        instance.inbox().stream().skip(consumed).forEach(kept::add);
        kept.addAll(sentToItself);
        for (HistoryEvent event : kept) {
            if (outlivesExecution(event)) {
                events.add(new Event.InboxAppended(id, event));
            }
        }
        return events;
    }

    private static HistoryEvent started(
            InstanceState instance,
            String executionId,
            @Nullable String version,
            CompleteOrchestrationAction action,
            long time) {
        StartInstance.Builder start = StartInstance.newBuilder()
                .setInstanceId(instance.instanceId())
                .setExecutionId(executionId)
                .setName(instance.name())
                .putAllTags(instance.tags());
        if (version != null) {
            start.setVersion(StringValue.of(version));
        }
        if (action.hasResult()) {
            start.setInput(action.getResult());
        }
        if (instance.trace() != null) {
            start.setTraceContext(instance.trace());
        }
        HistoryEvent.Builder started = HistoryEvents.executionStarted(start.build(), time).toBuilder();
        if (instance.parent() != null) {
            started.getExecutionStartedBuilder().setParentInstance(instance.parent());
        }
        return started.build();
    }

    /** Whether an event concerns the instance; results of what the old execution has asked for do not. */
    private static boolean outlivesExecution(HistoryEvent event) {
        return switch (event.getEventTypeCase()) {
            case EVENTRAISED, EXECUTIONSUSPENDED, EXECUTIONRESUMED -> true;
            default -> false;
        };
    }
}
