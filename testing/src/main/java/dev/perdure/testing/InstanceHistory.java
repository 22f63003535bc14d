package dev.perdure.testing;

import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.TaskFailureDetails;
import dev.perdure.testing.HistoryStep.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What has happened to the present execution of an instance, in order. Immutable. */
public final class InstanceHistory {

    private final List<HistoryStep> steps;

    private InstanceHistory(List<HistoryStep> steps) {
        this.steps = steps;
    }

    static InstanceHistory of(List<HistoryEvent> events) {
        Map<Integer, String> names = new HashMap<>();
        List<HistoryStep> steps = new ArrayList<>();
        for (HistoryEvent event : events) {
            HistoryStep step = step(event, names);
            if (step != null) {
                steps.add(step);
            }
        }
        return new InstanceHistory(List.copyOf(steps));
    }

    /** All steps, in order. */
    public List<HistoryStep> steps() {
        return steps;
    }

    /** The steps of one kind, in order. */
    public List<HistoryStep> steps(Kind kind) {
        return steps.stream().filter(step -> step.kind() == kind).toList();
    }

    /** One line a step, each with the time since the first. */
    public String outline() {
        if (steps.isEmpty()) {
            return "  (no history)";
        }
        Instant begin = steps.getFirst().at();
        return steps.stream()
                .map(step -> "  +%-12s %s".formatted(text(Duration.between(begin, step.at())), step))
                .collect(Collectors.joining("\n"));
    }

    private static String text(Duration duration) {
        return duration.isZero()
                ? "0s"
                : duration.toString().substring(1).replaceFirst("^T", "").toLowerCase(java.util.Locale.ROOT);
    }

    private static @Nullable HistoryStep step(HistoryEvent event, Map<Integer, String> names) {
        return switch (event.getEventTypeCase()) {
            case EXECUTIONSTARTED -> {
                var e = event.getExecutionStarted();
                yield new HistoryStep(
                        Kind.STARTED, at(event), e.getName(), "", payload(e.hasInput(), e.getInput()), -1, null);
            }
            case TASKSCHEDULED -> {
                var e = event.getTaskScheduled();
                yield begin(Kind.ACTIVITY_CALLED, event, e.getName(), "", payload(e.hasInput(), e.getInput()), names);
            }
            case TASKCOMPLETED -> {
                var e = event.getTaskCompleted();
                yield end(
                        Kind.ACTIVITY_COMPLETED,
                        event,
                        e.getTaskScheduledId(),
                        payload(e.hasResult(), e.getResult()),
                        names);
            }
            case TASKFAILED -> {
                var e = event.getTaskFailed();
                yield end(Kind.ACTIVITY_FAILED, event, e.getTaskScheduledId(), failure(e.getFailureDetails()), names);
            }
            case SUBORCHESTRATIONINSTANCECREATED -> {
                var e = event.getSubOrchestrationInstanceCreated();
                String input = payload(e.hasInput(), e.getInput());
                yield begin(Kind.CHILD_STARTED, event, e.getName(), e.getInstanceId(), input, names);
            }
            case SUBORCHESTRATIONINSTANCECOMPLETED -> {
                var e = event.getSubOrchestrationInstanceCompleted();
                yield end(
                        Kind.CHILD_COMPLETED,
                        event,
                        e.getTaskScheduledId(),
                        payload(e.hasResult(), e.getResult()),
                        names);
            }
            case SUBORCHESTRATIONINSTANCEFAILED -> {
                var e = event.getSubOrchestrationInstanceFailed();
                yield end(Kind.CHILD_FAILED, event, e.getTaskScheduledId(), failure(e.getFailureDetails()), names);
            }
            case TIMERCREATED -> {
                Instant due = instant(event.getTimerCreated().getFireAt());
                yield new HistoryStep(Kind.TIMER_CREATED, at(event), "", "", null, event.getEventId(), due);
            }
            case TIMERFIRED -> {
                Instant due = instant(event.getTimerFired().getFireAt());
                yield new HistoryStep(
                        Kind.TIMER_FIRED,
                        at(event),
                        "",
                        "",
                        null,
                        event.getTimerFired().getTimerId(),
                        due);
            }
            default -> message(event);
        };
    }

    private static @Nullable HistoryStep message(HistoryEvent event) {
        return switch (event.getEventTypeCase()) {
            case EVENTRAISED -> {
                var e = event.getEventRaised();
                yield simple(Kind.EVENT_RAISED, event, e.getName(), "", payload(e.hasInput(), e.getInput()));
            }
            case EVENTSENT -> {
                var e = event.getEventSent();
                String input = payload(e.hasInput(), e.getInput());
                yield simple(Kind.EVENT_SENT, event, e.getName(), e.getInstanceId(), input);
            }
            case ENTITYOPERATIONCALLED -> {
                var e = event.getEntityOperationCalled();
                String target = e.getTargetInstanceId().getValue();
                yield simple(Kind.ENTITY_CALLED, event, e.getOperation(), target, payload(e.hasInput(), e.getInput()));
            }
            case ENTITYOPERATIONSIGNALED -> {
                var e = event.getEntityOperationSignaled();
                String target = e.getTargetInstanceId().getValue();
                yield simple(
                        Kind.ENTITY_SIGNALED, event, e.getOperation(), target, payload(e.hasInput(), e.getInput()));
            }
            case ENTITYOPERATIONCOMPLETED -> {
                var e = event.getEntityOperationCompleted();
                yield simple(Kind.ENTITY_COMPLETED, event, "", "", payload(e.hasOutput(), e.getOutput()));
            }
            case ENTITYOPERATIONFAILED -> {
                var e = event.getEntityOperationFailed();
                yield simple(Kind.ENTITY_FAILED, event, "", "", failure(e.getFailureDetails()));
            }
            case ENTITYLOCKREQUESTED -> {
                String entities =
                        String.join(", ", event.getEntityLockRequested().getLockSetList());
                yield simple(Kind.LOCKS_REQUESTED, event, "", entities, null);
            }
            case ENTITYLOCKGRANTED -> simple(Kind.LOCKS_GRANTED, event, "", "", null);
            case ENTITYUNLOCKSENT -> {
                String entity =
                        event.getEntityUnlockSent().getTargetInstanceId().getValue();
                yield simple(Kind.LOCKS_RELEASED, event, "", entity, null);
            }
            case EXECUTIONSUSPENDED -> simple(Kind.SUSPENDED, event, "", "", null);
            case EXECUTIONRESUMED -> simple(Kind.RESUMED, event, "", "", null);
            case EXECUTIONREWOUND -> simple(Kind.REWOUND, event, "", "", null);
            case EXECUTIONTERMINATED -> {
                var e = event.getExecutionTerminated();
                yield simple(Kind.TERMINATED, event, "", "", payload(e.hasInput(), e.getInput()));
            }
            case EXECUTIONCOMPLETED -> {
                var e = event.getExecutionCompleted();
                String status = RuntimeStatus.of(e.getOrchestrationStatus()).wireName();
                String result =
                        e.hasFailureDetails() ? failure(e.getFailureDetails()) : payload(e.hasResult(), e.getResult());
                yield simple(Kind.COMPLETED, event, status, "", result);
            }
            default -> null;
        };
    }

    private static HistoryStep begin(
            Kind kind,
            HistoryEvent event,
            String name,
            String target,
            @Nullable String payload,
            Map<Integer, String> names) {
        names.put(event.getEventId(), name);
        return new HistoryStep(kind, at(event), name, target, payload, event.getEventId(), null);
    }

    private static HistoryStep end(
            Kind kind, HistoryEvent event, int taskId, @Nullable String payload, Map<Integer, String> names) {
        return new HistoryStep(kind, at(event), names.getOrDefault(taskId, ""), "", payload, taskId, null);
    }

    private static HistoryStep simple(
            Kind kind, HistoryEvent event, String name, String target, @Nullable String payload) {
        return new HistoryStep(kind, at(event), name, target, payload, -1, null);
    }

    private static @Nullable String payload(boolean present, StringValue value) {
        return present ? value.getValue() : null;
    }

    private static String failure(TaskFailureDetails details) {
        return details.getErrorType() + ": " + details.getErrorMessage();
    }

    private static Instant at(HistoryEvent event) {
        return instant(event.getTimestamp());
    }

    private static Instant instant(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }

    /** As {@link #outline}. */
    @Override
    public String toString() {
        return outline();
    }
}
