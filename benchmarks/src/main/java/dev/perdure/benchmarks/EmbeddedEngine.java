package dev.perdure.benchmarks;

import dev.perdure.core.InstanceId;
import dev.perdure.engine.EngineOptions;
import dev.perdure.engine.InstanceView;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.StartRequest;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.WaitCondition;
import dev.perdure.sdk.Worker;
import dev.perdure.storage.rocksdb.RocksOptions;
import dev.perdure.storage.rocksdb.RocksStorage;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** An engine on disk with a worker in this process: what is measured without any door. Thread-safe. */
final class EmbeddedEngine implements AutoCloseable {

    private final RocksStorage storage;
    private final TaskHubEngine engine;
    private final Worker worker;

    EmbeddedEngine(Path folder, EngineOptions options) {
        storage = RocksStorage.open(folder, RocksOptions.defaults());
        engine = TaskHubEngine.open(storage, options, InstantSource.system(), new SecureRandom());
        worker = Workload.register(Worker.builder())
                .connectTo(engine.inProcess())
                .start();
    }

    TaskHubEngine engine() {
        return engine;
    }

    CompletableFuture<Outcome> start(String orchestrator, String input) {
        return engine.start(
                new StartRequest(InstanceId.random(), orchestrator, null, input, null, Map.of(), null, null));
    }

    /** Starts an instance and completes when it has ended. */
    CompletableFuture<InstanceView> run(String orchestrator, String input) {
        String id = InstanceId.random();
        CompletableFuture<InstanceView> ended = engine.waitFor(id, WaitCondition.COMPLETED);
        CompletableFuture<Outcome> unused =
                engine.start(new StartRequest(id, orchestrator, null, input, null, Map.of(), null, null));
        return ended;
    }

    @Override
    public void close() {
        worker.close();
        engine.close();
        storage.close();
    }
}
