package dev.perdure.simulator.check;

import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.simulator.report.Invariant;
import dev.perdure.simulator.report.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The durable history of one execution, checked event by event as it grows. */
final class Execution {

    private final String instanceId;
    private final String executionId;
    private final Known known;
    private final boolean rewound;
    private final List<HistoryEvent> history = new ArrayList<>();
    private final Map<Integer, Boolean> tasks = new HashMap<>();
    private final Map<Integer, Boolean> children = new HashMap<>();
    private final Map<Integer, Long> timers = new HashMap<>();
    private final Set<String> raised = new HashSet<>();

    Execution(String instanceId, String executionId, Known known, boolean rewound) {
        this.instanceId = instanceId;
        this.executionId = executionId;
        this.known = known;
        this.rewound = rewound;
    }

    String executionId() {
        return executionId;
    }

    List<HistoryEvent> history() {
        return history;
    }

    /** Whether the history may be made anew from that of an execution that failed. */
    boolean isRewound() {
        return rewound;
    }

    boolean hasSeen(String eventId) {
        return raised.contains(eventId);
    }

    void append(HistoryEvent event) {
        history.add(event);
        switch (event.getEventTypeCase()) {
            case TASKSCHEDULED -> tasks.put(event.getEventId(), false);
            case TASKCOMPLETED -> taskEnded(event.getTaskCompleted().getTaskScheduledId(), true);
            case TASKFAILED -> taskEnded(event.getTaskFailed().getTaskScheduledId(), false);
            case SUBORCHESTRATIONINSTANCECREATED -> children.put(event.getEventId(), false);
            case SUBORCHESTRATIONINSTANCECOMPLETED ->
                childEnded(event.getSubOrchestrationInstanceCompleted().getTaskScheduledId());
            case SUBORCHESTRATIONINSTANCEFAILED ->
                childEnded(event.getSubOrchestrationInstanceFailed().getTaskScheduledId());
            case TIMERCREATED ->
                timers.put(event.getEventId(), micros(event.getTimerCreated().getFireAt()));
            case TIMERFIRED -> timerFired(event.getTimerFired().getTimerId());
            case EVENTRAISED -> {
                String id = Inputs.text(event.getEventRaised().getInput().getValue());
                if (!raised.add(id)) {
                    throw violation(Invariant.NO_LOST_EVENT, "event " + id + " is twice in the history");
                }
            }
            default -> {}
        }
    }

    private void taskEnded(int task, boolean completed) {
        Boolean ended = tasks.put(task, true);
        if (ended == null) {
            throw violation(Invariant.ONE_COMPLETION, "task " + task + " ended but was never scheduled");
        }
        if (!rewound && !known.activityRan(executionId, task) && completed) {
            throw violation(Invariant.ONE_COMPLETION, "task " + task + " has a result but was never carried out");
        }
        if (ended) {
            throw violation(Invariant.ONE_COMPLETION, "task " + task + " ended twice");
        }
    }

    private void childEnded(int task) {
        Boolean ended = children.put(task, true);
        if (ended == null) {
            throw violation(Invariant.PARENT_ONCE, "child " + task + " ended but was never started");
        }
        if (ended) {
            throw violation(Invariant.PARENT_ONCE, "child " + task + " has two results");
        }
    }

    private void timerFired(int timer) {
        Long fireAt = timers.remove(timer);
        if (fireAt == null) {
            throw violation(Invariant.TIMER_NOT_EARLY, "timer " + timer + " fired twice, or was never set");
        }
        if (fireAt > known.latestTime()) {
            throw violation(
                    Invariant.TIMER_NOT_EARLY,
                    "timer " + timer + " fired " + (fireAt - known.latestTime()) + " microseconds early");
        }
    }

    private Violation violation(Invariant invariant, String what) {
        return new Violation(
                invariant, instanceId, "Instance " + instanceId + ", execution " + executionId + ": " + what + ".");
    }

    private static long micros(com.google.protobuf.Timestamp time) {
        return time.getSeconds() * 1_000_000 + time.getNanos() / 1_000;
    }
}
