package dev.perdure.engine.process;

import dev.perdure.core.EntityId;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.engine.record.AcknowledgeMessages;
import dev.perdure.engine.record.ActivityRecord;
import dev.perdure.engine.record.CompleteActivity;
import dev.perdure.engine.record.FireTimers;
import dev.perdure.engine.record.RaisedEvent;
import dev.perdure.engine.record.ReceiveMessage;
import dev.perdure.engine.record.RecordHeartbeat;
import dev.perdure.engine.record.RedeliverActivity;
import dev.perdure.engine.state.Event;
import dev.perdure.engine.state.InstanceState;
import dev.perdure.engine.state.PartitionState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of what happens to an instance between its turns: results of activities, times reached, messages of other
 * partitions. Confined to its partition; changes nothing.
 */
final class TaskProcessor {

    private final PartitionState state;
    private final EntityProcessor entities;
    private final ChildStarts childStarts;
    private final ChildResults childResults;
    private final Descendants descendants;
    private final Rewinding rewinding;

    TaskProcessor(PartitionState state, EntityProcessor entities, Rewinding rewinding) {
        this.state = state;
        this.entities = entities;
        this.childStarts = new ChildStarts(state);
        this.childResults = new ChildResults(state);
        this.descendants = new Descendants(state);
        this.rewinding = rewinding;
    }

    Decision completeActivity(CompleteActivity completion, long time) {
        if (open(completion.getInstanceId(), completion.getExecutionId(), completion.getTaskId()) == null) {
            return Decision.stale();
        }
        return Decision.unasked(List.of(
                new Event.ActivityClosed(completion.getInstanceId(), completion.getTaskId()),
                new Event.InboxAppended(completion.getInstanceId(), HistoryEvents.activityEnded(completion, time))));
    }

    /** Of a delivery that is not the present one any more nothing is taken. */
    Decision heartbeat(RecordHeartbeat beat) {
        ActivityRecord open = open(beat.getInstanceId(), beat.getExecutionId(), beat.getTaskId());
        if (open == null || open.getDelivery() != beat.getDelivery()) {
            return Decision.stale();
        }
        return Decision.unasked(List.of(new Event.HeartbeatRecorded(
                beat.getInstanceId(),
                beat.getTaskId(),
                beat.hasDetail() ? beat.getDetail().getValue() : null)));
    }

    Decision redeliver(RedeliverActivity redeliver, long time) {
        ActivityRecord open = open(redeliver.getInstanceId(), redeliver.getExecutionId(), redeliver.getTaskId());
        if (open == null) {
            return Decision.stale();
        }
        int lost = open.getLost() + (GivingUp.counts(redeliver.getCause()) ? 1 : 0);
        if (redeliver.getLostMax() > 0 && lost >= redeliver.getLostMax()) {
            return Decision.unasked(GivingUp.activityFailed(open, lost, redeliver.getCause(), time));
        }
        return Decision.unasked(List.of(new Event.ActivityScheduled(
                redeliver.getInstanceId(),
                redeliver.getTaskId(),
                open.getRequest(),
                open.getDelivery() + 1,
                lost,
                open.getScheduled())));
    }

    Decision fireTimers(FireTimers fire, long time) {
        List<Event> events = new ArrayList<>();
        for (Event.TimerRemoved due : state.timersDue(time, fire.getLimit())) {
            events.add(due);
            if (EntityId.isEntity(due.instanceId())) {
                events.addAll(entities.timerFired(due));
                continue;
            }
            InstanceState instance = state.instance(due.instanceId());
            boolean waits = instance != null && !instance.status().isTerminal();
            if (waits && due.taskId() != Event.TimerArmed.SCHEDULED_START) {
                events.add(new Event.InboxAppended(
                        due.instanceId(), HistoryEvents.timerFired(due.taskId(), due.fireAt(), time)));
            }
        }
        return Decision.unasked(events);
    }

    Decision receive(ReceiveMessage receive, long time) {
        // A lower sequence is a duplicate, a higher one would leave a gap: the sender sends again from the first
        // message we have not acknowledged.
        if (receive.getSequence() != state.received(receive.getSource()) + 1) {
            return Decision.stale();
        }
        List<Event> events = new ArrayList<>();
        events.add(new Event.MessageReceived(receive.getSource(), receive.getSequence()));
        switch (receive.getMessage().getKindCase()) {
            case EVENT -> {
                RaisedEvent raised = receive.getMessage().getEvent();
                if (acceptsEvents(state.instance(raised.getInstanceId()))) {
                    events.add(delivered(raised, time));
                }
            }
            case TO_ENTITY, LOCK_RELEASE, TO_INSTANCE, START ->
                events.addAll(entities.received(receive.getMessage(), time));
            case START_CHILD ->
                events.addAll(childStarts.start(receive.getMessage().getStartChild(), time));
            case CHILD_ENDED ->
                events.addAll(childResults.arrived(receive.getMessage().getChildEnded(), time));
            case TERMINATE_TARGET ->
                events.addAll(descendants.terminated(receive.getMessage().getTerminateTarget(), time));
            case PURGE_CHILD ->
                events.addAll(descendants.purged(receive.getMessage().getPurgeChild(), time));
            case REWIND_CHILD ->
                events.addAll(rewinding.child(receive.getMessage().getRewindChild(), time));
            case KIND_NOT_SET ->
                throw new IllegalStateException("Partition " + receive.getSource()
                        + " sent a message this version does not know. Run the same version everywhere.");
        }
        return Decision.unasked(events);
    }

    /** An acknowledgement that a later one has overtaken says nothing new. */
    Decision acknowledge(AcknowledgeMessages acknowledge) {
        if (acknowledge.getUpTo() <= state.acknowledged(acknowledge.getDestination())) {
            return Decision.stale();
        }
        return Decision.unasked(
                List.of(new Event.MessagesAcknowledged(acknowledge.getDestination(), acknowledge.getUpTo())));
    }

    /**
     * Events to instances that do not exist or have ended are dropped (source: the protocol). A full inbox is no reason:
     * what instances send each other is acknowledged already, and bounded by what their turns may ask for.
     */
    static boolean acceptsEvents(@Nullable InstanceState target) {
        return target != null && !target.status().isTerminal() && target.status() != RuntimeStatus.CONTINUED_AS_NEW;
    }

    static Event.InboxAppended delivered(RaisedEvent raised, long time) {
        return new Event.InboxAppended(
                raised.getInstanceId(),
                HistoryEvents.eventRaised(raised.getName(), raised.hasInput() ? raised.getInput() : null, time));
    }

    /** The open activity a completion speaks of; an execution id that is not given matches any. */
    private @Nullable ActivityRecord open(String instanceId, String executionId, int taskId) {
        ActivityRecord record = state.activity(instanceId, taskId);
        if (record == null || executionId.isEmpty()) {
            return record;
        }
        String actual =
                record.getRequest().getOrchestrationInstance().getExecutionId().getValue();
        return actual.equals(executionId) ? record : null;
    }
}
