package dev.perdure.simulator.planted;

import dev.perdure.core.HistoryHash;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.PerdureDelivery;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.simulator.world.ModelWorker;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the executor behind it believe that the host means the history it has live, whatever the host says. Confined to
 * one thread.
 */
final class TrustingExecutor implements ModelWorker.Executor {

    private record Parked(String executionId, long position, long hash) {}

    private final ModelWorker.Executor executor;
    private final Map<String, Parked> parked = new HashMap<>();

    TrustingExecutor(ModelWorker.Executor executor) {
        this.executor = executor;
    }

    @Override
    public GetWorkItemsRequest request() {
        return executor.request();
    }

    @Override
    public ModelWorker.@Nullable Answer execute(WorkItem item) {
        if (!item.hasOrchestratorRequest()) {
            return executor.execute(item);
        }
        String id = item.getOrchestratorRequest().getInstanceId();
        String execution = item.getOrchestratorRequest().getExecutionId().getValue();
        Parked trusted = parked.remove(id);
        WorkItem believed = item;
        if (trusted != null && trusted.executionId().equals(execution)) {
            believed = item.toBuilder()
                    .setPerdureDelivery(item.getPerdureDelivery().toBuilder()
                            .setHistoryPosition(trusted.position())
                            .setHistoryHash(trusted.hash()))
                    .build();
        }
        ModelWorker.Answer answer = executor.execute(believed);
        if (answer instanceof ModelWorker.Answer.Turn turn && !turn.response().getRequiresHistory()) {
            PerdureDelivery delivery = believed.getPerdureDelivery();
            OrchestratorResponse response = turn.response();
            long events = (long) believed.getOrchestratorRequest().getNewEventsCount() + response.getActionsCount();
            parked.put(
                    id,
                    new Parked(
                            execution,
                            delivery.getHistoryPosition() + events,
                            HistoryHash.next(delivery.getHistoryHash(), response.getPerdureAnswerId())));
        }
        return answer;
    }

    @Override
    public void forget() {
        parked.clear();
        executor.forget();
    }
}
