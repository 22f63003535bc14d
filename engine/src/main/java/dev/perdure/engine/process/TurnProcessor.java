package dev.perdure.engine.process;

import com.google.protobuf.ByteString;
import com.google.protobuf.StringValue;
import dev.perdure.core.HistoryHash;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.ActivityRequest;
import dev.perdure.core.protocol.CompleteOrchestrationAction;
import dev.perdure.core.protocol.CreateSubOrchestrationAction;
import dev.perdure.core.protocol.EventSentEvent;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestrationStatus;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.ScheduleTaskAction;
import dev.perdure.core.protocol.SendEventAction;
import dev.perdure.core.protocol.SubOrchestrationInstanceCreatedEvent;
import dev.perdure.core.protocol.TaskFailureDetails;
import dev.perdure.core.protocol.TaskScheduledEvent;
import dev.perdure.core.protocol.TerminateOrchestrationAction;
import dev.perdure.core.protocol.TimerCreatedEvent;
import dev.perdure.engine.PartitionOf;
import dev.perdure.engine.record.CompleteTurn;
import dev.perdure.engine.record.Message;
import dev.perdure.engine.record.RaisedEvent;
import dev.perdure.engine.record.StartChild;
import dev.perdure.engine.record.TerminateTarget;
import dev.perdure.engine.state.Event;
import dev.perdure.engine.state.InstanceState;
import dev.perdure.engine.state.PartitionState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The meaning of a worker's answer to a turn. Confined to its partition; changes nothing. */
final class TurnProcessor {

    /** Actions one turn may ask for. Part of the meaning of a log, so not a setting. */
    static final int ACTIONS_MAX = 100_000;

    private final PartitionState state;
    private final EntityMail mail;
    private final ChildStarts childStarts;
    private final ChildResults childResults;

    TurnProcessor(PartitionState state, EntityMail mail) {
        this.state = state;
        this.mail = mail;
        this.childStarts = new ChildStarts(state);
        this.childResults = new ChildResults(state);
    }

    Decision complete(CompleteTurn turn, long time) {
        InstanceState instance = state.instance(turn.getInstanceId());
        if (instance == null || !fits(turn, instance)) {
            return Decision.stale();
        }
        if (turn.hasPause()) {
            return Decision.unasked(Pausing.events(instance, instance.status(), turn.getPause(), time));
        }
        Answer answer = new Answer(turn, instance, time);
        String refusal = refusal(turn, instance);
        if (refusal == null) {
            turn.getActionsList().forEach(answer::take);
        } else {
            answer.fail("dev.perdure.UnsupportedAction", refusal);
        }
        return Decision.unasked(answer.events());
    }

    /** Whether the turn was given exactly what is committed; anything else is an answer to another state. */
    private static boolean fits(CompleteTurn turn, InstanceState instance) {
        return !instance.status().isTerminal()
                && instance.executionId().equals(turn.getExecutionId())
                && instance.position() == turn.getPosition()
                && instance.historyHash() == turn.getHistoryHash()
                && turn.getEventsConsumed() > 0
                && turn.getEventsConsumed() <= instance.inboxSize();
    }

    private static @Nullable String refusal(CompleteTurn turn, InstanceState instance) {
        if (turn.getActionsCount() > ACTIONS_MAX) {
            return "One turn asked for " + turn.getActionsCount() + " actions; at most " + ACTIONS_MAX
                    + " are allowed. Split the work over several turns or sub-orchestrations.";
        }
        for (OrchestratorAction action : turn.getActionsList()) {
            String unsupported = switch (action.getOrchestratorActionTypeCase()) {
                // An event to it would be dropped, and who waits for the answer would wait for ever.
                case SENDEVENT ->
                    action.getSendEvent().getInstance().getInstanceId().startsWith("@")
                            ? "an entity by the old dialect of events"
                            : null;
                case SCHEDULETASK,
                        CREATETIMER,
                        COMPLETEORCHESTRATION,
                        CREATESUBORCHESTRATION,
                        TERMINATEORCHESTRATION,
                        SENDENTITYMESSAGE -> null;
                case REWINDORCHESTRATION -> "rewinding by the worker";
                case ORCHESTRATORACTIONTYPE_NOT_SET -> "an action this host does not know";
            };
            if (unsupported != null) {
                return "The orchestrator asked for " + unsupported
                        + ", which this version of the host does not support.";
            }
        }
        return EntityMessages.refusal(
                turn.getActionsList().stream()
                        .filter(OrchestratorAction::hasSendEntityMessage)
                        .map(OrchestratorAction::getSendEntityMessage)
                        .toList(),
                instance);
    }

    private static @Nullable RuntimeStatus terminal(CompleteOrchestrationAction action) {
        RuntimeStatus status = switch (action.getOrchestrationStatus()) {
            case ORCHESTRATION_STATUS_COMPLETED -> RuntimeStatus.COMPLETED;
            case ORCHESTRATION_STATUS_FAILED -> RuntimeStatus.FAILED;
            case ORCHESTRATION_STATUS_TERMINATED -> RuntimeStatus.TERMINATED;
            case ORCHESTRATION_STATUS_CANCELED -> RuntimeStatus.CANCELED;
            default -> null;
        };
        return status;
    }

    /** Collects what one turn leads to. */
    private final class Answer {
        private final CompleteTurn turn;
        private final InstanceState instance;
        private final long time;
        private final List<HistoryEvent> history = new ArrayList<>();
        private final EntityMessages entities;
        /** What only this execution waits for; nobody does once it ends. */
        private final List<Event> own = new ArrayList<>();
        /** What goes to other instances, also if this one ends. */
        private final List<Event> outward = new ArrayList<>();

        private final List<HistoryEvent> toItself = new ArrayList<>();
        private final Set<Integer> activitiesAsked = new HashSet<>();
        private final Set<String> childrenStarted = new HashSet<>();
        private final Set<Integer> childrenAsked = new HashSet<>();
        private RuntimeStatus status;
        private Event.@Nullable InstanceEnded end;
        private List<Event> toParent = List.of();
        private @Nullable CompleteOrchestrationAction next;

        private Answer(CompleteTurn turn, InstanceState instance, long time) {
            this.turn = turn;
            this.instance = instance;
            this.time = time;
            // A suspend that came while the turn was out holds what follows, not what the turn has done.
            this.status =
                    instance.status() == RuntimeStatus.SUSPENDED ? RuntimeStatus.SUSPENDED : RuntimeStatus.RUNNING;
            this.entities = new EntityMessages(mail, instance, time);
            history.add(HistoryEvents.orchestratorStarted(turn.getStarted()));
            Iterator<HistoryEvent> inbox = instance.inbox().iterator();
            for (int i = 0; i < turn.getEventsConsumed(); i++) {
                history.add(inbox.next());
            }
        }

        private void take(OrchestratorAction action) {
            switch (action.getOrchestratorActionTypeCase()) {
                case SCHEDULETASK -> schedule(action.getId(), action.getScheduleTask());
                case CREATETIMER ->
                    arm(
                            action.getId(),
                            HistoryEvents.micros(action.getCreateTimer().getFireAt()));
                case SENDEVENT -> send(action.getId(), action.getSendEvent());
                case SENDENTITYMESSAGE ->
                    history.add(entities.take(action.getSendEntityMessage(), event(action.getId())));
                case CREATESUBORCHESTRATION -> startChild(action.getId(), action.getCreateSubOrchestration());
                case TERMINATEORCHESTRATION -> terminate(action.getTerminateOrchestration());
                case COMPLETEORCHESTRATION -> complete(action.getId(), action.getCompleteOrchestration());
                default -> throw new IllegalStateException("refused before: " + action.getOrchestratorActionTypeCase());
            }
        }

        private void schedule(int taskId, ScheduleTaskAction task) {
            if (!activitiesAsked.add(taskId) || state.activity(instance.instanceId(), taskId) != null) {
                failIdReused("activity", taskId);
                return;
            }
            TaskScheduledEvent.Builder scheduled =
                    TaskScheduledEvent.newBuilder().setName(task.getName()).putAllTags(task.getTagsMap());
            if (task.hasVersion()) {
                scheduled.setVersion(task.getVersion());
            }
            if (task.hasInput()) {
                scheduled.setInput(task.getInput());
            }
            if (task.hasParentTraceContext()) {
                scheduled.setParentTraceContext(task.getParentTraceContext());
            }
            HistoryEvent event = event(taskId).setTaskScheduled(scheduled).build();
            history.add(event);
            ActivityRequest request = HistoryEvents.activityRequest(
                    instance.instanceId(), instance.executionId(), taskId, event.getTaskScheduled());
            own.add(new Event.ActivityScheduled(instance.instanceId(), taskId, request, 1, 0, time));
        }

        private void arm(int timerId, long fireAt) {
            history.add(event(timerId)
                    .setTimerCreated(TimerCreatedEvent.newBuilder().setFireAt(HistoryEvents.timestamp(fireAt)))
                    .build());
            own.add(new Event.TimerArmed(instance.instanceId(), timerId, fireAt));
        }

        private void send(int eventId, SendEventAction send) {
            String target = send.getInstance().getInstanceId();
            EventSentEvent.Builder sent =
                    EventSentEvent.newBuilder().setInstanceId(target).setName(send.getName());
            RaisedEvent.Builder raised =
                    RaisedEvent.newBuilder().setInstanceId(target).setName(send.getName());
            if (send.hasData()) {
                sent.setInput(send.getData());
                raised.setInput(send.getData());
            }
            history.add(event(eventId).setEventSent(sent).build());
            int destination = PartitionOf.instance(target, state.partitions());
            if (destination != state.partition()) {
                outward.add(new Event.MessageSent(
                        destination, Message.newBuilder().setEvent(raised).build()));
            } else if (target.equals(instance.instanceId())) {
                if (TaskProcessor.acceptsEvents(instance)) {
                    toItself.add(TaskProcessor.delivered(raised.build(), time).event());
                }
            } else if (childrenStarted.contains(target) || TaskProcessor.acceptsEvents(state.instance(target))) {
                outward.add(TaskProcessor.delivered(raised.build(), time));
            }
        }

        private void startChild(int taskId, CreateSubOrchestrationAction action) {
            if (!childrenAsked.add(taskId) || state.isChildOpen(instance.instanceId(), taskId)) {
                failIdReused("sub-orchestration", taskId);
                return;
            }
            String childId = ChildStarts.childId(instance, taskId, action);
            history.add(created(taskId, childId, action));
            int destination = PartitionOf.instance(childId, state.partitions());
            boolean here = destination == state.partition();
            String refusal = ChildStarts.refusal(instance, childId);
            if (refusal == null && here && (childrenStarted.contains(childId) || childStarts.isAlive(childId))) {
                refusal = ChildStarts.alreadyExists(childId);
            }
            if (refusal != null) {
                own.add(new Event.InboxAppended(
                        instance.instanceId(),
                        HistoryEvents.childEnded(taskId, null, ChildStarts.notStarted(refusal), time)));
                return;
            }
            own.add(new Event.ChildOpened(instance.instanceId(), taskId, childId));
            StartChild request = ChildStarts.request(instance, taskId, childId, action);
            if (here) {
                childrenStarted.add(childId);
                outward.addAll(childStarts.start(request, time));
            } else {
                outward.add(new Event.MessageSent(
                        destination, Message.newBuilder().setStartChild(request).build()));
            }
        }

        private HistoryEvent created(int taskId, String childId, CreateSubOrchestrationAction action) {
            SubOrchestrationInstanceCreatedEvent.Builder created = SubOrchestrationInstanceCreatedEvent.newBuilder()
                    .setInstanceId(childId)
                    .setName(action.getName())
                    .putAllTags(new TreeMap<>(action.getTagsMap()));
            if (action.hasVersion()) {
                created.setVersion(action.getVersion());
            }
            if (action.hasInput()) {
                created.setInput(action.getInput());
            }
            if (action.hasParentTraceContext()) {
                created.setParentTraceContext(action.getParentTraceContext());
            }
            return event(taskId).setSubOrchestrationInstanceCreated(created).build();
        }

        private void terminate(TerminateOrchestrationAction action) {
            TerminateTarget.Builder target = TerminateTarget.newBuilder()
                    .setInstanceId(action.getInstanceId())
                    .setRecursive(action.getRecurse());
            if (action.hasReason()) {
                target.setReason(action.getReason());
            }
            outward.add(new Event.MessageSent(
                    PartitionOf.instance(action.getInstanceId(), state.partitions()),
                    Message.newBuilder().setTerminateTarget(target).build()));
        }

        private void complete(int eventId, CompleteOrchestrationAction action) {
            if (end != null || next != null) {
                return;
            }
            if (action.getOrchestrationStatus() == OrchestrationStatus.ORCHESTRATION_STATUS_CONTINUED_AS_NEW) {
                next = action;
                return;
            }
            RuntimeStatus terminal = terminal(action);
            if (terminal == null) {
                fail(
                        "dev.perdure.UnsupportedAction",
                        "The orchestrator asked to end with status " + action.getOrchestrationStatusValue()
                                + ", which is no status an instance can end with.");
                return;
            }
            TaskFailureDetails failure = action.hasFailureDetails() ? action.getFailureDetails() : null;
            end(eventId, terminal, action.hasResult() ? action.getResult() : null, failure);
        }

        private void failIdReused(String kind, int taskId) {
            fail(
                    "dev.perdure.TaskIdReused",
                    "The orchestrator asked for " + kind + " " + taskId + " while another " + kind
                            + " with this id has no result yet. Ids of open tasks must differ: the worker is at fault.");
        }

        private void fail(String errorType, String message) {
            if (end != null) {
                return;
            }
            next = null;
            TaskFailureDetails failure = TaskFailureDetails.newBuilder()
                    .setErrorType(errorType)
                    .setErrorMessage(message)
                    .setIsNonRetriable(true)
                    .build();
            end(-1, RuntimeStatus.FAILED, null, failure);
        }

        private void end(
                int eventId,
                RuntimeStatus terminal,
                @Nullable StringValue result,
                @Nullable TaskFailureDetails failure) {
            status = terminal;
            history.add(HistoryEvents.executionCompleted(eventId, terminal, result, failure, turn.getStarted()));
            end = new Event.InstanceEnded(
                    instance.instanceId(),
                    terminal,
                    result == null ? null : result.getValueBytes(),
                    failure == null ? null : failure.toByteString(),
                    time);
            toParent = childResults.ended(instance, terminal, result, failure, time);
        }

        private List<Event> events() {
            if (next != null) {
                StringValue customStatus = turn.hasCustomStatus() ? turn.getCustomStatus() : null;
                List<Event> events = new ArrayList<>(entities.messages(true));
                events.addAll(entities.sections());
                events.addAll(ContinueAsNew.continued(
                        instance, next, turn.getEventsConsumed(), toItself, customStatus, time));
                events.addAll(outward);
                return events;
            }
            ByteString customStatus =
                    turn.hasCustomStatus() ? turn.getCustomStatus().getValueBytes() : null;
            List<Event> events = new ArrayList<>();
            events.add(new Event.HistoryAppended(
                    instance.instanceId(),
                    turn.getEventsConsumed(),
                    history,
                    HistoryHash.next(instance.historyHash(), turn.getAnswerId()),
                    status,
                    customStatus,
                    time));
            events.addAll(entities.messages(end != null));
            events.addAll(entities.sections());
            if (end == null) {
                events.addAll(own);
                toItself.forEach(event -> events.add(new Event.InboxAppended(instance.instanceId(), event)));
                AwaitedEvents.changed(instance, turn.getAwaitedEventsList(), time)
                        .ifPresent(events::add);
                if (turn.hasSpan() && !turn.getSpan().equals(instance.span())) {
                    events.add(new Event.SpanNamed(instance.instanceId(), turn.getSpan()));
                }
                events.addAll(HistoryLimits.paused(instance, status, history.size(), time));
            }
            events.addAll(outward);
            if (end != null) {
                events.add(end);
                events.addAll(toParent);
            }
            return events;
        }

        private HistoryEvent.Builder event(int eventId) {
            return HistoryEvents.at(turn.getStarted()).setEventId(eventId);
        }
    }
}
