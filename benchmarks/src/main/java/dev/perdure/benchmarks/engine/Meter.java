package dev.perdure.benchmarks.engine;

import dev.perdure.benchmarks.Figures;
import dev.perdure.benchmarks.engine.MeasuredHub.Usage;
import java.util.Map;
import java.util.function.Supplier;

/** Measures a stretch of work of one hub: time, processor, syncs and bytes. Confined to one thread. */
final class Meter {

    private final WorkerKind worker;
    private final Supplier<Usage> stretch;
    private final long started;

    private Meter(WorkerKind worker, Supplier<Usage> stretch) {
        this.worker = worker;
        this.stretch = stretch;
        this.started = System.nanoTime();
    }

    static Meter start(MeasuredHub embedded) {
        return start(WorkerKind.EMBEDDED, embedded);
    }

    static Meter start(WorkerKind worker, MeasuredHub hub) {
        return new Meter(worker, hub.measure());
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
        Usage usage = stretch.get();
        return new EngineRow(
                load,
                worker,
                completed / seconds,
                Figures.median(millis),
                Figures.quantile(millis, 0.99),
                usage.syncMillis(),
                usage.cpuMicros() / steps,
                usage.bytes() / steps,
                usage.syncs() / steps,
                more);
    }

    /** A row about what had not ended when its time was over: its times are that limit. */
    EngineRow unfinished(Load load, int seconds) {
        return new EngineRow(
                load,
                worker,
                0,
                seconds * 1_000.0,
                seconds * 1_000.0,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Map.of(EngineRow.UNFINISHED, (double) seconds));
    }

    /** What a row is about. */
    record Load(String workload, long size, int inFlight) {}
}
