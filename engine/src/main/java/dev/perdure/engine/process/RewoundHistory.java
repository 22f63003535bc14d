package dev.perdure.engine.process;

import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.ParentInstanceInfo;
import dev.perdure.core.protocol.TaskFailureDetails;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The history of a failed execution without its failure. The last turn, which ended the execution, is taken back: what
 * it was given waits again. Failures of tasks that the orchestrator had not answered with actions leave the history, and
 * their tasks are open again. So the history stays one that the same code has written, and nothing that was completed is
 * done anew.
 *
 * <p>If there is no such failure but an earlier one is named by the failure of the instance, the latest of these leaves
 * the history instead, unless the orchestrator has certainly answered it (a retry, a compensation).
 *
 * <p>Built and read by one thread.
 */
final class RewoundHistory {

    /** One turn: the time it was given, what it was given, what it asked for. */
    private static final class Turn {
        private final HistoryEvent started;
        private final List<HistoryEvent> given = new ArrayList<>();
        private final List<HistoryEvent> asked = new ArrayList<>();

        private Turn(HistoryEvent started) {
            this.started = started;
        }

        /** Whether what it asked for can only be the answer to failures. */
        private boolean answersFailuresAlone() {
            return !asked.isEmpty() && given.stream().allMatch(RewoundHistory::isTaskFailure);
        }
    }

    private final String executionId;
    private final @Nullable ParentInstanceInfo parent;
    private final List<HistoryEvent> kept = new ArrayList<>();
    private final List<HistoryEvent> waiting = new ArrayList<>();
    private final Map<Integer, HistoryEvent> activities = new TreeMap<>();
    private final Map<Integer, HistoryEvent> timers = new TreeMap<>();
    private final Map<Integer, HistoryEvent> children = new TreeMap<>();
    private final Set<String> unanswered = new HashSet<>();

    /**
     * Rewinds a history that ends with the failure of its execution.
     *
     * @param executionId of the execution that goes on with it
     * @param parent who waits for that one's result now, or null
     */
    RewoundHistory(List<HistoryEvent> history, String executionId, @Nullable ParentInstanceInfo parent) {
        this.executionId = executionId;
        this.parent = parent;
        List<Turn> turns = turns(history);
        Set<HistoryEvent> undone = undone(turns, history.getLast());
        for (Turn turn : turns.subList(0, turns.size() - 1)) {
            kept.add(turn.started);
            turn.given.forEach(event -> take(event, undone, kept));
            turn.asked.forEach(event -> take(event, undone, kept));
        }
        turns.getLast().given.forEach(event -> take(event, undone, waiting));
    }

    /** The history to go on with. */
    List<HistoryEvent> kept() {
        return kept;
    }

    /** What the next turn is to be given. */
    List<HistoryEvent> waiting() {
        return waiting;
    }

    /** The TaskScheduled events without a result, by task id. */
    Collection<HistoryEvent> openActivities() {
        return activities.values();
    }

    /** The TimerCreated events of timers that have not fired, by id. */
    Collection<HistoryEvent> openTimers() {
        return timers.values();
    }

    /** The SubOrchestrationInstanceCreated events without a result, by task id. */
    Collection<HistoryEvent> openChildren() {
        return children.values();
    }

    /** Whether the execution waited for entities, or had locked some: their answers and locks went with its end. */
    boolean isEntangledWithEntities() {
        return !unanswered.isEmpty();
    }

    private static List<Turn> turns(List<HistoryEvent> history) {
        List<Turn> turns = new ArrayList<>();
        for (HistoryEvent event : history) {
            switch (event.getEventTypeCase()) {
                case ORCHESTRATORSTARTED -> turns.add(new Turn(event));
                case TASKSCHEDULED,
                        TIMERCREATED,
                        SUBORCHESTRATIONINSTANCECREATED,
                        EVENTSENT,
                        ENTITYOPERATIONCALLED,
                        ENTITYOPERATIONSIGNALED,
                        ENTITYLOCKREQUESTED,
                        ENTITYUNLOCKSENT -> turns.getLast().asked.add(event);
                case EXECUTIONCOMPLETED, ORCHESTRATORCOMPLETED -> {}
                default -> turns.getLast().given.add(event);
            }
        }
        return turns;
    }

    /** The failures that leave the history. */
    private static Set<HistoryEvent> undone(List<Turn> turns, HistoryEvent end) {
        Set<HistoryEvent> undone = new HashSet<>();
        for (int i = turns.size() - 1; i >= 0; i--) {
            Turn turn = turns.get(i);
            if (i < turns.size() - 1 && !turn.asked.isEmpty()) {
                break;
            }
            turn.given.stream().filter(RewoundHistory::isTaskFailure).forEach(undone::add);
        }
        if (undone.isEmpty()) {
            TaskFailureDetails cause = end.getExecutionCompleted().getFailureDetails();
            HistoryEvent latest = null;
            for (Turn turn : turns) {
                for (HistoryEvent event : turn.answersFailuresAlone() ? List.<HistoryEvent>of() : turn.given) {
                    latest = isTaskFailure(event) && names(cause, details(event).getErrorMessage()) ? event : latest;
                }
            }
            if (latest != null) {
                undone.add(latest);
            }
        }
        return undone;
    }

    /** Whether a failure, or one of its causes, carries the message of another. */
    private static boolean names(TaskFailureDetails failure, String message) {
        return !message.isEmpty()
                && (failure.getErrorMessage().contains(message)
                        || failure.getStackTrace().getValue().contains(message)
                        || (failure.hasInnerFailure() && names(failure.getInnerFailure(), message)));
    }

    private static boolean isTaskFailure(HistoryEvent event) {
        return event.hasTaskFailed() || event.hasSubOrchestrationInstanceFailed();
    }

    private static TaskFailureDetails details(HistoryEvent event) {
        return event.hasTaskFailed()
                ? event.getTaskFailed().getFailureDetails()
                : event.getSubOrchestrationInstanceFailed().getFailureDetails();
    }

    private void take(HistoryEvent event, Set<HistoryEvent> undone, List<HistoryEvent> into) {
        if (undone.contains(event)) {
            return;
        }
        into.add(event.hasExecutionStarted() ? startedAs(event) : event);
        switch (event.getEventTypeCase()) {
            case TASKSCHEDULED -> activities.put(event.getEventId(), event);
            case TASKCOMPLETED -> activities.remove(event.getTaskCompleted().getTaskScheduledId());
            case TASKFAILED -> activities.remove(event.getTaskFailed().getTaskScheduledId());
            case TIMERCREATED -> timers.put(event.getEventId(), event);
            case TIMERFIRED -> timers.remove(event.getTimerFired().getTimerId());
            case SUBORCHESTRATIONINSTANCECREATED -> children.put(event.getEventId(), event);
            case SUBORCHESTRATIONINSTANCECOMPLETED ->
                children.remove(event.getSubOrchestrationInstanceCompleted().getTaskScheduledId());
            case SUBORCHESTRATIONINSTANCEFAILED ->
                children.remove(event.getSubOrchestrationInstanceFailed().getTaskScheduledId());
            case ENTITYOPERATIONCALLED ->
                unanswered.add(event.getEntityOperationCalled().getRequestId());
            case ENTITYOPERATIONCOMPLETED ->
                unanswered.remove(event.getEntityOperationCompleted().getRequestId());
            case ENTITYOPERATIONFAILED ->
                unanswered.remove(event.getEntityOperationFailed().getRequestId());
            case ENTITYLOCKREQUESTED ->
                unanswered.add(event.getEntityLockRequested().getCriticalSectionId());
            case ENTITYUNLOCKSENT ->
                unanswered.remove(event.getEntityUnlockSent().getCriticalSectionId());
            default -> {}
        }
    }

    /** The first event names the execution and who waits for it. */
    private HistoryEvent startedAs(HistoryEvent event) {
        HistoryEvent.Builder started = event.toBuilder();
        started.getExecutionStartedBuilder()
                .getOrchestrationInstanceBuilder()
                .setExecutionId(StringValue.of(executionId));
        if (parent != null) {
            started.getExecutionStartedBuilder().setParentInstance(parent);
        }
        return started.build();
    }
}
