package dev.perdure.benchmarks.engine;

import dev.perdure.benchmarks.Figures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** W1, W1b and W4: no-op activities one after the other. Stateless. */
final class Sequences {

    /** A long sequence is measured at least this often. */
    private static final int LONG_RUNS_MIN = 3;

    private static final long WARM_UP_NANOS = 4_000_000_000L;

    private Sequences() {}

    /** Short orchestrations, many at once. */
    static EngineWorkload ofSteps(String name, int steps) {
        return plan -> plan.onFreshEngine(engine -> {
            String input = Integer.toString(steps);
            Callers.runFor(engine, 64, 2_000_000_000L, Programs.SEQUENCE, input);
            for (int callers : plan.inFlight(1, 16, 128, 1_024)) {
                Meter meter = Meter.start(engine);
                double[] millis = Callers.runFor(engine, callers, plan.nanos(), Programs.SEQUENCE, input);
                plan.rows()
                        .accept(meter.stop(
                                new Meter.Load(name, steps, callers),
                                millis.length,
                                (double) millis.length * steps,
                                millis,
                                Map.of()));
            }
        });
    }

    /** One orchestration with many steps at a time. */
    static void inOneInstance(Plan plan) throws IOException, InterruptedException {
        plan.onFreshEngine(engine -> {
            for (int steps : plan.sizes(1_000, 10_000)) {
                long warm = System.nanoTime() + WARM_UP_NANOS;
                while (System.nanoTime() < warm) {
                    Callers.completed(engine.run(Programs.SEQUENCE, "1000").join());
                }
                long end = System.nanoTime() + plan.nanos();
                Meter meter = Meter.start(engine);
                List<Double> millis = new ArrayList<>();
                while (millis.size() < LONG_RUNS_MIN || System.nanoTime() < end) {
                    long start = System.nanoTime();
                    Callers.completed(engine.run(Programs.SEQUENCE, Integer.toString(steps))
                            .join());
                    millis.add((System.nanoTime() - start) / 1e6);
                }
                double[] all = millis.stream().mapToDouble(Double::doubleValue).toArray();
                plan.rows()
                        .accept(meter.stop(
                                new Meter.Load("W4", steps, 1),
                                all.length,
                                (double) all.length * steps,
                                all,
                                Map.of("ms_per_step", Figures.median(all) / steps)));
            }
        });
    }
}
