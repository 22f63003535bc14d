package dev.perdure.benchmarks.engine;

import dev.perdure.benchmarks.Folders;
import dev.perdure.benchmarks.remote.RemoteHub;
import dev.perdure.engine.EngineOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * How to measure. Immutable.
 *
 * @param seconds how long each row is measured where the amount of work does not set the time
 * @param partitions of the hub
 * @param worker whose
 * @param jsPackages where the worker in JavaScript is installed, if it is one
 * @param limitSeconds how long one orchestration may take where one runs at a time
 * @param inFlight in place of the workload's own numbers of callers; empty for these
 * @param sizes in place of the workload's own sizes; empty for these
 * @param rows receives each row when it is measured
 */
record Plan(
        int seconds,
        int partitions,
        WorkerKind worker,
        Path jsPackages,
        int limitSeconds,
        List<Integer> inFlight,
        List<Integer> sizes,
        Consumer<EngineRow> rows) {

    List<Integer> inFlight(Integer... own) {
        return inFlight.isEmpty() ? List.of(own) : inFlight;
    }

    List<Integer> sizes(Integer... own) {
        return sizes.isEmpty() ? List.of(own) : sizes;
    }

    long nanos() {
        return seconds * 1_000_000_000L;
    }

    /** How long a new hub works at least before it is measured: a host process has all its code still to compile. */
    long warmUpNanos() {
        return worker == WorkerKind.EMBEDDED ? 2_000_000_000L : 20_000_000_000L;
    }

    long limitNanos() {
        return limitSeconds * 1_000_000_000L;
    }

    /** Something to be measured on a hub. */
    @FunctionalInterface
    interface HubMeasurement {
        void on(MeasuredHub hub) throws InterruptedException;
    }

    /** Measures on a hub with an empty store and the plan's worker. */
    void onFreshHub(HubMeasurement measurement) throws IOException, InterruptedException {
        try (Folders folders = new Folders();
                MeasuredHub hub = hub(folders.folder("data"))) {
            measurement.on(hub);
        }
    }

    private MeasuredHub hub(Path data) throws IOException {
        return switch (worker) {
            case EMBEDDED -> new EmbeddedEngine(data, options());
            case GRPC -> new HubOverGrpc(RemoteHub.ofOwn(data, partitions, Programs::register));
            case JAVA -> new HubOverGrpc(RemoteHub.ofJava(data, partitions));
            case JS -> new HubOverGrpc(RemoteHub.ofJs(data, partitions, jsPackages));
        };
    }

    /** Something to be measured on an engine. */
    @FunctionalInterface
    interface Measurement {
        void on(EmbeddedEngine engine) throws InterruptedException;
    }

    /** Measures on an engine with an empty store. */
    void onFreshEngine(Measurement measurement) throws IOException, InterruptedException {
        try (Folders folders = new Folders();
                EmbeddedEngine engine = new EmbeddedEngine(folders.folder("data"), options())) {
            measurement.on(engine);
        }
    }

    EngineOptions options() {
        EngineOptions defaults = EngineOptions.defaults();
        return new EngineOptions(
                partitions,
                defaults.inboxLimit(),
                defaults.turnLease(),
                defaults.activityLease(),
                defaults.keyRetention(),
                defaults.cachedInstances());
    }
}
