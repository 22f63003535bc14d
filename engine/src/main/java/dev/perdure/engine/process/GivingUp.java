package dev.perdure.engine.process;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.ActivityRequest;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.TaskFailureDetails;
import dev.perdure.engine.record.ActivityRecord;
import dev.perdure.engine.record.CompleteActivity;
import dev.perdure.engine.record.FailTurn;
import dev.perdure.engine.record.GivenUpKind;
import dev.perdure.engine.record.GivenUpRecord;
import dev.perdure.engine.record.RedeliveryCause;
import dev.perdure.engine.state.Event;
import dev.perdure.engine.state.InstanceState;
import dev.perdure.engine.state.PartitionState;
import java.util.ArrayList;
import java.util.List;

/**
 * The end of work that every worker takes with it: an activity or a turn that was delivered again and again and never
 * answered. An activity fails; a turn fails its instance. Both can be rewound once the cause is mended.
 *
 * <p>Confined to its partition; changes nothing.
 */
public final class GivingUp {

    /** Characters of a reason that are listed; the failure itself has all of them. */
    private static final int REASON_MAX = 1_000;

    private final ChildResults childResults;
    private final PartitionState state;

    GivingUp(PartitionState state) {
        this.state = state;
        this.childResults = new ChildResults(state);
    }

    /** Whether a delivery that ended like this speaks against the work. */
    public static boolean counts(RedeliveryCause cause) {
        return switch (cause) {
            case WORKER_LOST, LEASE_EXPIRED, TOO_LARGE -> true;
            // A restart says nothing of work that was only queued, and who hands work back is well.
            case HOST_RESTARTED, ABANDONED, BESIDE_TOO_LARGE, UNRECOGNIZED -> false;
        };
    }

    static List<Event> activityFailed(ActivityRecord open, int lost, RedeliveryCause cause, long time) {
        ActivityRequest request = open.getRequest();
        String instanceId = request.getOrchestrationInstance().getInstanceId();
        CompleteActivity failed = CompleteActivity.newBuilder()
                .setTaskId(request.getTaskId())
                .setFailure(
                        failure("Activity '" + request.getName() + "' (task " + request.getTaskId() + ")", lost, cause))
                .build();
        return List.of(
                new Event.ActivityClosed(instanceId, request.getTaskId()),
                new Event.InboxAppended(instanceId, HistoryEvents.activityEnded(failed, time)),
                new Event.WorkGivenUp(
                        instanceId,
                        listed(GivenUpKind.GIVEN_UP_ACTIVITY, request.getName(), lost, failed.getFailure(), time)
                                .setTaskId(request.getTaskId())
                                .setExecutionId(request.getOrchestrationInstance()
                                        .getExecutionId()
                                        .getValue())
                                .build()));
    }

    Decision failTurn(FailTurn fail, long time) {
        InstanceState instance = state.instance(fail.getInstanceId());
        if (instance == null
                || instance.status().isTerminal()
                || instance.inboxSize() == 0
                || !instance.executionId().equals(fail.getExecutionId())
                || instance.position() != fail.getPosition()) {
            return Decision.stale();
        }
        TaskFailureDetails failure =
                failure("A turn of the orchestrator '" + instance.name() + "'", fail.getLost(), fail.getCause());
        List<HistoryEvent> history = new ArrayList<>();
        history.add(HistoryEvents.orchestratorStarted(time));
        history.addAll(instance.inbox());
        history.add(HistoryEvents.executionCompleted(-1, RuntimeStatus.FAILED, null, failure, time));
        List<Event> events = new ArrayList<>();
        events.add(new Event.HistoryAppended(
                instance.instanceId(),
                instance.inboxSize(),
                history,
                instance.historyHash(),
                RuntimeStatus.FAILED,
                null,
                time));
        events.add(new Event.InstanceEnded(
                instance.instanceId(), RuntimeStatus.FAILED, null, failure.toByteString(), time));
        events.add(new Event.WorkGivenUp(
                instance.instanceId(),
                listed(GivenUpKind.GIVEN_UP_TURN, instance.name(), fail.getLost(), failure, time)
                        .setExecutionId(instance.executionId())
                        .build()));
        events.addAll(childResults.ended(instance, RuntimeStatus.FAILED, null, failure, time));
        return Decision.unasked(events);
    }

    /** A row of the list of work given up. */
    static GivenUpRecord.Builder listed(
            GivenUpKind kind, String name, int lost, TaskFailureDetails failure, long time) {
        String reason = failure.getErrorMessage();
        return GivenUpRecord.newBuilder()
                .setKind(kind)
                .setTime(time)
                .setTimes(1)
                .setName(name)
                .setLost(lost)
                .setReason(reason.length() <= REASON_MAX ? reason : reason.substring(0, REASON_MAX) + "…");
    }

    private static TaskFailureDetails failure(String what, int lost, RedeliveryCause cause) {
        String why = switch (cause) {
            case WORKER_LOST -> "the worker was lost";
            case LEASE_EXPIRED -> "its lease ran out";
            case ABANDONED -> "the worker handed it back";
            case TOO_LARGE ->
                "the worker's stream broke, as it does when a message is larger than the worker takes (4 MiB unless its "
                        + "channel says more)";
            case HOST_RESTARTED, BESIDE_TOO_LARGE, UNRECOGNIZED -> "the host restarted";
        };
        return TaskFailureDetails.newBuilder()
                .setErrorType("dev.perdure.NeverAnswered")
                .setErrorMessage(what + " was delivered " + lost + " times and never answered; the last time because "
                        + why + ". It may kill or block its workers. Mend it, then rewind the instance.")
                .setIsNonRetriable(true)
                .build();
    }
}
