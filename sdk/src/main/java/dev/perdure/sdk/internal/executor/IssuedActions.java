package dev.perdure.sdk.internal.executor;

import dev.perdure.core.protocol.EntityLockRequestedEvent;
import dev.perdure.core.protocol.EntityOperationCalledEvent;
import dev.perdure.core.protocol.EntityOperationSignaledEvent;
import dev.perdure.core.protocol.EntityUnlockSentEvent;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.SendEntityMessageAction;
import dev.perdure.sdk.NonRetriableException;
import dev.perdure.sdk.replay.Divergence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The actions that the code has issued and that are not in the history yet, as far as it was pulled. In a replay, the
 * history confirms them one by one; what is left when the turn ends is the answer.
 *
 * <p>Confined to the orchestrator's thread.
 */
final class IssuedActions {

    static final String NOTHING = "(nothing)";

    /** The greatest action in bytes: a payload of 16 MiB, and a little. */
    static final int BYTES_MAX = 16 * 1024 * 1024 + 64 * 1024;

    /** The actions with ids from {@code firstId} on; null where confirmed. */
    private List<@Nullable OrchestratorAction> actions = new ArrayList<>();

    private final @Nullable Trace trace;
    private int firstId;
    private int confirmed;

    /** @param trace notes the source line of each call, or null */
    IssuedActions(@Nullable Trace trace) {
        this.trace = trace;
    }

    /** The id that the next action gets. */
    int nextId() {
        return firstId + actions.size();
    }

    /**
     * Adds an action, which takes {@link #nextId}.
     *
     * @throws NonRetriableException if it is too large to travel
     */
    int issue(OrchestratorAction.Builder action) {
        int id = nextId();
        OrchestratorAction built = action.setId(id).build();
        int bytes = built.getSerializedSize();
        if (bytes > BYTES_MAX) {
            throw new NonRetriableException("What is asked for here (" + described(built) + ") has " + bytes
                    + " bytes with all its arguments; " + BYTES_MAX
                    + " are allowed. Store it elsewhere, and hand over where it is.");
        }
        actions.add(built);
        if (trace != null) {
            trace.issued(id);
        }
        return id;
    }

    /** The actions to answer the turn with. They count as confirmed from now on. */
    List<OrchestratorAction> take() {
        List<OrchestratorAction> taken = new ArrayList<>(actions.size() - confirmed);
        for (OrchestratorAction action : actions) {
            if (action != null) {
                taken.add(action);
            }
        }
        clear();
        return taken;
    }

    /** Forgets the actions. */
    void clear() {
        firstId = nextId();
        actions = new ArrayList<>();
        confirmed = 0;
    }

    /** Whether the code issued actions that the history has not confirmed. */
    boolean hasUnconfirmed() {
        if (actions.isEmpty()) {
            return false;
        }
        if (confirmed == actions.size()) {
            clear();
            return false;
        }
        return true;
    }

    /** Matches an event of the history with the action it came from; false if there is no such action. */
    boolean confirm(HistoryEvent event) {
        int index = event.getEventId() - firstId;
        if (index < 0 || index >= actions.size()) {
            return false;
        }
        OrchestratorAction action = actions.get(index);
        if (action == null || !fits(action, event)) {
            return false;
        }
        actions.set(index, null);
        confirmed++;
        return true;
    }

    /** What differs between the next events of a history, {@code expected}, and what the code issued, by id. */
    List<Divergence.Row> difference(List<HistoryEvent> expected) {
        TreeMap<Integer, String[]> rows = new TreeMap<>();
        for (HistoryEvent event : expected) {
            String what = described(event);
            if (!what.isEmpty()) {
                row(rows, event.getEventId())[0] = what;
            }
        }
        for (OrchestratorAction action : actions) {
            if (action != null) {
                row(rows, action.getId())[1] = described(action);
            }
        }
        List<Divergence.Row> difference = new ArrayList<>(rows.size());
        rows.forEach((id, columns) -> difference.add(new Divergence.Row(id, columns[0], columns[1])));
        return difference;
    }

    private static String[] row(Map<Integer, String[]> rows, int id) {
        return Objects.requireNonNull(rows.computeIfAbsent(id, i -> new String[] {NOTHING, NOTHING}));
    }

    private static boolean fits(OrchestratorAction action, HistoryEvent event) {
        if (action.hasCreateSubOrchestration()
                && event.hasSubOrchestrationInstanceCreated()
                && action.getCreateSubOrchestration().getInstanceId().isEmpty()) {
            // The host has chosen the id.
            return action.getCreateSubOrchestration()
                    .getName()
                    .equals(event.getSubOrchestrationInstanceCreated().getName());
        }
        return described(action).equals(described(event));
    }

    private static String described(OrchestratorAction action) {
        return switch (action.getOrchestratorActionTypeCase()) {
            case SCHEDULETASK -> activity(action.getScheduleTask().getName());
            case CREATETIMER -> "timer";
            case SENDEVENT ->
                event(
                        action.getSendEvent().getName(),
                        action.getSendEvent().getInstance().getInstanceId());
            case CREATESUBORCHESTRATION ->
                child(
                        action.getCreateSubOrchestration().getName(),
                        action.getCreateSubOrchestration().getInstanceId());
            case SENDENTITYMESSAGE -> described(action.getSendEntityMessage());
            default -> action.getOrchestratorActionTypeCase().name();
        };
    }

    private static String described(HistoryEvent event) {
        return switch (event.getEventTypeCase()) {
            case TASKSCHEDULED -> activity(event.getTaskScheduled().getName());
            case TIMERCREATED -> "timer";
            case EVENTSENT ->
                event(event.getEventSent().getName(), event.getEventSent().getInstanceId());
            case SUBORCHESTRATIONINSTANCECREATED ->
                child(
                        event.getSubOrchestrationInstanceCreated().getName(),
                        event.getSubOrchestrationInstanceCreated().getInstanceId());
            case ENTITYOPERATIONCALLED -> called(event.getEntityOperationCalled());
            case ENTITYOPERATIONSIGNALED -> signaled(event.getEntityOperationSignaled());
            case ENTITYLOCKREQUESTED -> lock(event.getEntityLockRequested());
            case ENTITYUNLOCKSENT -> unlock(event.getEntityUnlockSent());
            default -> "";
        };
    }

    private static String described(SendEntityMessageAction message) {
        return switch (message.getEntityMessageTypeCase()) {
            case ENTITYOPERATIONCALLED -> called(message.getEntityOperationCalled());
            case ENTITYOPERATIONSIGNALED -> signaled(message.getEntityOperationSignaled());
            case ENTITYLOCKREQUESTED -> lock(message.getEntityLockRequested());
            case ENTITYUNLOCKSENT -> unlock(message.getEntityUnlockSent());
            case ENTITYMESSAGETYPE_NOT_SET -> "entity message";
        };
    }

    private static String called(EntityOperationCalledEvent call) {
        return "call of '" + call.getOperation() + "' of "
                + call.getTargetInstanceId().getValue();
    }

    private static String signaled(EntityOperationSignaledEvent signal) {
        return "signal '" + signal.getOperation() + "' to "
                + signal.getTargetInstanceId().getValue();
    }

    private static String lock(EntityLockRequestedEvent request) {
        return "locks of " + request.getLockSetList();
    }

    private static String unlock(EntityUnlockSentEvent unlock) {
        return "unlock of " + unlock.getTargetInstanceId().getValue();
    }

    private static String child(String name, String instanceId) {
        return "sub-orchestration '" + name + "'" + (instanceId.isEmpty() ? "" : " as '" + instanceId + "'");
    }

    private static String activity(String name) {
        return "activity '" + name + "'";
    }

    private static String event(String name, String instanceId) {
        return instanceId.equals(Patches.NOBODY)
                ? "patch '" + name + "'"
                : "event '" + name + "' to '" + instanceId + "'";
    }
}
