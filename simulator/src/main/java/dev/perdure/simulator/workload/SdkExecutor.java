package dev.perdure.simulator.workload;

import com.google.protobuf.StringValue;
import dev.perdure.core.data.DataConverter;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.EntityRequest;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OperationResult;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.sdk.internal.worker.Registry;
import dev.perdure.sdk.internal.worker.SteppedWorker;
import dev.perdure.sdk.internal.worker.WorkerSettings;
import dev.perdure.simulator.world.ModelWorker;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The real executor of the SDK behind a model worker. Confined to one thread. */
public final class SdkExecutor implements ModelWorker.Executor {

    private final SteppedWorker worker;

    /** @param maxLive orchestrators kept live */
    public SdkExecutor(Registry registry, RandomGenerator random, int maxLive) {
        this.worker = new SteppedWorker(
                registry,
                WorkerSettings.defaults()
                        .withConverter(DataConverter.jackson())
                        .withRandom(random)
                        .withMaxLive(maxLive));
    }

    @Override
    public GetWorkItemsRequest request() {
        GetWorkItemsRequest request = worker.request();
        return request.toBuilder()
                .setPerdureWorker(request.getPerdureWorker().toBuilder().addEntities("journal"))
                .build();
    }

    @Override
    public ModelWorker.@Nullable Answer execute(WorkItem item) {
        if (item.hasOrchestratorRequest()) {
            Optional<OrchestratorResponse> response = worker.turn(item);
            return response.map(ModelWorker.Answer.Turn::new).orElse(null);
        }
        if (item.hasActivityRequest()) {
            return new ModelWorker.Answer.Activity(worker.activity(item));
        }
        return new ModelWorker.Answer.Batch(journal(item.getEntityRequestV2()).toBuilder()
                .setCompletionToken(item.getCompletionToken())
                .build());
    }

    @Override
    public void forget() {
        worker.forget();
    }

    /** An entity that appends the input of each operation to its state. */
    private static EntityBatchResult journal(EntityRequest request) {
        EntityBatchResult.Builder result = EntityBatchResult.newBuilder();
        StringBuilder state = new StringBuilder(request.getEntityState().getValue());
        for (HistoryEvent operation : request.getOperationRequestsList()) {
            String input = operation.hasEntityOperationCalled()
                    ? operation.getEntityOperationCalled().getInput().getValue()
                    : operation.getEntityOperationSignaled().getInput().getValue();
            state.append(state.isEmpty() ? "" : ",").append(input);
            OperationResult.Builder answer = OperationResult.newBuilder();
            answer.getSuccessBuilder().setResult(StringValue.of(input));
            result.addResults(answer);
        }
        return result.setEntityState(StringValue.of(state.toString())).build();
    }
}
