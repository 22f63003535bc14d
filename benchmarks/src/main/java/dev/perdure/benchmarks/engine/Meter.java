package dev.perdure.benchmarks.engine;

import dev.perdure.benchmarks.Figures;
import java.time.Duration;
import java.util.Map;

/** Measures a stretch of work of one engine: time, processor, syncs and bytes. Confined to one thread. */
final class Meter {

    private final TimedStorage storage;
    private final long started;
    private final long cpuBefore;

    private Meter(TimedStorage storage) {
        this.storage = storage;
        storage.reset();
        this.cpuBefore = cpuNanos();
        this.started = System.nanoTime();
    }

    static Meter start(EmbeddedEngine engine) {
        return new Meter(engine.storage());
    }

    /**
     * Ends the stretch.
     *
     * @param load what was done
     * @param completed how many of the workload's units were completed
     * @param steps durable steps in all of them
     * @param millis how long each unit took, not empty
     */
    EngineRow stop(Load load, double completed, double steps, double[] millis, Map<String, Double> more) {
        double seconds = (System.nanoTime() - started) / 1e9;
        double cpuMicros = (cpuNanos() - cpuBefore) / 1e3;
        double[] syncs = storage.millis();
        return new EngineRow(
                load,
                completed / seconds,
                Figures.median(millis),
                Figures.quantile(millis, 0.99),
                syncs.length == 0 ? 0 : Figures.median(syncs),
                cpuMicros / steps,
                storage.bytes() / steps,
                syncs.length / steps,
                more);
    }

    /** What a row is about. */
    record Load(String workload, long size, int inFlight) {}

    private static long cpuNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(0L);
    }
}
