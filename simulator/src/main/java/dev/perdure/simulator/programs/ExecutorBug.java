package dev.perdure.simulator.programs;

import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.OrchestratorRequest;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.ScheduleTaskAction;
import dev.perdure.core.protocol.TaskCompletedEvent;
import dev.perdure.core.protocol.WorkItem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * A bug of the executor, planted to see whether it is found: what a replaying executor takes in or gives out is changed on
 * its way, as if it had read or written it wrongly.
 */
public enum ExecutorBug {
    /** Replay loses the last external event. */
    EVENT_LOST_AT_REPLAY,
    /** Replay takes neighbouring results in the other order, so that another task is the first. */
    ANY_ORDER_AT_REPLAY,
    /** Replay sees the present time in the turn before, so that timers and retries drift. */
    TIMER_DRIFT_AT_REPLAY,
    /** Letting an orchestrator go runs its finally blocks, and what they ask for is done. */
    FINALLY_AT_EVICTION,
    /** Replay gives the ids of new tasks from one too low: one in use is used again. */
    TASK_ID_REUSED_AT_REPLAY,
    /** Replay leaves out the custom status of the turn. */
    STATUS_LOST_AT_REPLAY,
    /** Continue-as-new after a replay does not carry events over. */
    CARRYOVER_LOST_AT_REPLAY,
    /** Events that came together are handed out in the other order, live and in replay. */
    EVENTS_REVERSED,
    /** Replay asks for the last activity of the history once more. */
    ACTIVITY_ASKED_AGAIN,
    /** Replay takes a failed activity for one without result. */
    FAILURE_AS_RESULT;

    /** As it is written: {@code event-lost-at-replay}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The work item as the executor with this bug reads it. */
    WorkItem read(WorkItem item) {
        OrchestratorRequest request = item.getOrchestratorRequest();
        List<HistoryEvent> past = new ArrayList<>(request.getPastEventsList());
        List<HistoryEvent> fresh = new ArrayList<>(request.getNewEventsList());
        switch (this) {
            case EVENT_LOST_AT_REPLAY -> {
                int last = last(past, HistoryEvent::hasEventRaised);
                if (last >= 0) {
                    past.remove(last);
                }
            }
            case ANY_ORDER_AT_REPLAY -> swap(past, HistoryEvent::hasTaskCompleted);
            case TIMER_DRIFT_AT_REPLAY -> {
                int last = last(past, HistoryEvent::hasOrchestratorStarted);
                int now = last(request.getNewEventsList(), HistoryEvent::hasOrchestratorStarted);
                if (last >= 0 && now >= 0) {
                    past.set(
                            last,
                            past.get(last).toBuilder()
                                    .setTimestamp(request.getNewEvents(now).getTimestamp())
                                    .build());
                }
            }
            case EVENTS_REVERSED -> {
                swap(past, HistoryEvent::hasEventRaised);
                swap(fresh, HistoryEvent::hasEventRaised);
            }
            case FAILURE_AS_RESULT -> {
                int last = last(past, HistoryEvent::hasTaskFailed);
                if (last >= 0) {
                    HistoryEvent failed = past.get(last);
                    past.set(
                            last,
                            failed.toBuilder()
                                    .setTaskCompleted(TaskCompletedEvent.newBuilder()
                                            .setTaskScheduledId(
                                                    failed.getTaskFailed().getTaskScheduledId()))
                                    .build());
                }
            }
            default -> {}
        }
        return item.toBuilder()
                .setOrchestratorRequest(request.toBuilder()
                        .clearPastEvents()
                        .addAllPastEvents(past)
                        .clearNewEvents()
                        .addAllNewEvents(fresh))
                .build();
    }

    /** The answer to a replayed turn as the executor with this bug writes it. */
    OrchestratorResponse write(WorkItem item, OrchestratorResponse response) {
        OrchestratorRequest request = item.getOrchestratorRequest();
        if (request.getPastEventsCount() == 0 || response.getRequiresHistory()) {
            return response;
        }
        List<HistoryEvent> past = request.getPastEventsList();
        OrchestratorResponse.Builder changed = response.toBuilder();
        switch (this) {
            case FINALLY_AT_EVICTION -> changed.addActions(0, activity(1_000_000, "1:finally"));
            case TASK_ID_REUSED_AT_REPLAY -> {
                for (int i = 0; i < changed.getActionsCount(); i++) {
                    if (changed.getActions(i).hasScheduleTask()) {
                        changed.getActionsBuilder(i)
                                .setId(Math.max(0, changed.getActions(i).getId() - 1));
                    }
                }
            }
            case STATUS_LOST_AT_REPLAY -> changed.clearCustomStatus();
            case CARRYOVER_LOST_AT_REPLAY -> {
                for (OrchestratorAction.Builder action : changed.getActionsBuilderList()) {
                    if (action.hasCompleteOrchestration()) {
                        action.getCompleteOrchestrationBuilder().clearCarryoverEvents();
                    }
                }
            }
            case ACTIVITY_ASKED_AGAIN -> {
                int last = last(past, HistoryEvent::hasTaskScheduled);
                if (last >= 0) {
                    changed.addActions(
                            0,
                            activity(
                                    1_000_000,
                                    past.get(last).getTaskScheduled().getInput().getValue()));
                }
            }
            default -> {}
        }
        return changed.build();
    }

    private static OrchestratorAction activity(int id, String input) {
        return OrchestratorAction.newBuilder()
                .setId(id)
                .setScheduleTask(ScheduleTaskAction.newBuilder().setName("work").setInput(StringValue.of(input)))
                .build();
    }

    private static int last(List<HistoryEvent> events, Predicate<HistoryEvent> which) {
        for (int i = events.size() - 1; i >= 0; i--) {
            if (which.test(events.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private static void swap(List<HistoryEvent> events, Predicate<HistoryEvent> which) {
        for (int i = 0; i + 1 < events.size(); i++) {
            if (which.test(events.get(i)) && which.test(events.get(i + 1))) {
                Collections.swap(events, i, i + 1);
                i++;
            }
        }
    }
}
