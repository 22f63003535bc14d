package dev.perdure.benchmarks.engine;

import dev.perdure.benchmarks.remote.RemoteHub;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A host process and a worker over gRPC, as something to be measured. Thread-safe. */
final class HubOverGrpc implements MeasuredHub {

    private final RemoteHub remote;

    HubOverGrpc(RemoteHub remote) {
        this.remote = remote;
    }

    @Override
    public CompletableFuture<Void> run(String orchestrator, String input) {
        return remote.run(orchestrator, input);
    }

    @Override
    public Supplier<Usage> measure() {
        RemoteHub.Syncs before = remote.syncs();
        double cpuBefore = remote.cpuMicros();
        return () -> {
            double cpu = remote.cpuMicros() - cpuBefore;
            RemoteHub.Syncs after = remote.syncs();
            double number = after.number() - before.number();
            return new Usage(cpu, number, number == 0 ? 0 : (after.millis() - before.millis()) / number, Double.NaN);
        };
    }

    @Override
    public List<ProcessHandle> processes() {
        return remote.processes();
    }

    @Override
    public void close() {
        remote.close();
    }
}
