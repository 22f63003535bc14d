package dev.perdure.benchmarks.engine;

import dev.perdure.benchmarks.Folders;
import dev.perdure.engine.EngineOptions;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * How to measure. Immutable.
 *
 * @param seconds how long each row is measured where the amount of work does not set the time
 * @param partitions of the hub
 * @param inFlight in place of the workload's own numbers of callers; empty for these
 * @param sizes in place of the workload's own sizes; empty for these
 * @param rows receives each row when it is measured
 */
record Plan(int seconds, int partitions, List<Integer> inFlight, List<Integer> sizes, Consumer<EngineRow> rows) {

    List<Integer> inFlight(Integer... own) {
        return inFlight.isEmpty() ? List.of(own) : inFlight;
    }

    List<Integer> sizes(Integer... own) {
        return sizes.isEmpty() ? List.of(own) : sizes;
    }

    long nanos() {
        return seconds * 1_000_000_000L;
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
