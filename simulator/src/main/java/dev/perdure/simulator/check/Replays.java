package dev.perdure.simulator.check;

import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.ExecutionCompletedEvent;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestrationStatus;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.OrchestratorRequest;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.simulator.report.Invariant;
import dev.perdure.simulator.report.Violation;
import dev.perdure.simulator.world.ModelWorker;
import java.util.ArrayList;
import java.util.List;

/** Gives the durable history of completed instances to a fresh executor, which must come to the stored end. */
public final class Replays {

    private final ModelWorker.Executor executor;

    /** @param executor keeps no orchestrator live */
    public Replays(ModelWorker.Executor executor) {
        this.executor = executor;
    }

    /** Replays one instance; one that did not end by its own code is left alone. */
    public void check(String instanceId, String executionId, List<HistoryEvent> history) {
        int last = history.size() - 1;
        if (last < 0 || !history.get(last).hasExecutionCompleted()) {
            return;
        }
        ExecutionCompletedEvent stored = history.get(last).getExecutionCompleted();
        if (stored.getOrchestrationStatus() != OrchestrationStatus.ORCHESTRATION_STATUS_COMPLETED) {
            return;
        }
        int turn = last;
        while (!history.get(turn).hasOrchestratorStarted()) {
            turn--;
        }
        List<HistoryEvent> fresh = new ArrayList<>();
        for (HistoryEvent event : history.subList(turn, last)) {
            if (event.getEventId() == -1) {
                fresh.add(event);
            }
        }
        WorkItem item = WorkItem.newBuilder()
                .setOrchestratorRequest(OrchestratorRequest.newBuilder()
                        .setInstanceId(instanceId)
                        .setExecutionId(StringValue.of(executionId))
                        .addAllPastEvents(history.subList(0, turn))
                        .addAllNewEvents(fresh))
                .build();
        ModelWorker.Answer answer = executor.execute(item);
        boolean same = answer instanceof ModelWorker.Answer.Turn t && ends(t.response(), stored);
        if (!same) {
            throw new Violation(
                    Invariant.HISTORY_REPLAYS,
                    instanceId,
                    "The history of " + instanceId + " does not lead to its stored end, "
                            + stored.getResult().getValue() + ", but to " + answer + ".");
        }
    }

    private static boolean ends(OrchestratorResponse response, ExecutionCompletedEvent stored) {
        for (OrchestratorAction action : response.getActionsList()) {
            if (action.hasCompleteOrchestration()) {
                return action.getCompleteOrchestration().getOrchestrationStatus() == stored.getOrchestrationStatus()
                        && action.getCompleteOrchestration().getResult().equals(stored.getResult());
            }
        }
        return false;
    }
}
