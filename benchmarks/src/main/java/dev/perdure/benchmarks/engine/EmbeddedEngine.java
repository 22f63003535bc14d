package dev.perdure.benchmarks.engine;

import dev.perdure.benchmarks.Figures;
import dev.perdure.core.InstanceId;
import dev.perdure.engine.EngineOptions;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.StartRequest;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.WaitCondition;
import dev.perdure.sdk.Worker;
import dev.perdure.storage.rocksdb.RocksOptions;
import dev.perdure.storage.rocksdb.RocksStorage;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** An engine on disk with a worker in this process: what is measured without any door. Thread-safe. */
public final class EmbeddedEngine implements MeasuredHub {

    private final TimedStorage storage;
    private final TaskHubEngine engine;
    private final Worker worker;

    public EmbeddedEngine(Path folder, EngineOptions options) {
        storage = new TimedStorage(RocksStorage.open(folder, RocksOptions.defaults()));
        engine = TaskHubEngine.open(storage, options, InstantSource.system(), new SecureRandom());
        worker = Programs.register(Worker.builder())
                .connectTo(engine.inProcess())
                .start();
    }

    public TaskHubEngine engine() {
        return engine;
    }

    public CompletableFuture<Outcome> start(String orchestrator, String input) {
        return start(InstanceId.random(), orchestrator, input);
    }

    CompletableFuture<Outcome> start(String id, String orchestrator, String input) {
        return engine.start(new StartRequest(id, orchestrator, null, input, null, Map.of(), null, null));
    }

    @Override
    public CompletableFuture<Void> run(String orchestrator, String input) {
        String id = InstanceId.random();
        CompletableFuture<Void> ended =
                engine.waitFor(id, WaitCondition.COMPLETED).thenAccept(Callers::completed);
        CompletableFuture<Outcome> unused = start(id, orchestrator, input);
        return ended;
    }

    @Override
    public Supplier<Usage> measure() {
        storage.reset();
        long cpuBefore = cpuNanos();
        return () -> {
            double cpuMicros = (cpuNanos() - cpuBefore) / 1e3;
            double[] syncs = storage.millis();
            return new Usage(cpuMicros, syncs.length, syncs.length == 0 ? 0 : Figures.median(syncs), storage.bytes());
        };
    }

    private static long cpuNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(0L);
    }

    @Override
    public List<ProcessHandle> processes() {
        return List.of(ProcessHandle.current());
    }

    @Override
    public void close() {
        worker.close();
        engine.close();
        storage.close();
    }
}
