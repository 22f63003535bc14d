package dev.perdure.simulator.workload;

import dev.perdure.core.data.DataConverter;
import dev.perdure.core.protocol.GetWorkItemsRequest;
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
        return worker.request();
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
        return new ModelWorker.Answer.Batch(worker.entity(item));
    }

    @Override
    public void forget() {
        worker.forget();
    }
}
