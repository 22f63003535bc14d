package dev.perdure.benchmarks.engine;

import java.io.IOException;
import java.util.Map;

/** W1, W1b and W4: no-op activities one after the other. Stateless. */
final class Sequences {

    /** A long sequence is measured at least this often. */
    private static final int LONG_RUNS_MIN = 3;

    private static final long WARM_UP_NANOS = 4_000_000_000L;

    private Sequences() {}

    /** Short orchestrations, many at once. */
    static EngineWorkload ofSteps(String name, int steps) {
        return plan -> plan.onFreshHub(hub -> {
            String input = Integer.toString(steps);
            WarmUp.run(hub, plan.warmUpNanos(), input);
            for (int callers : plan.inFlight(1, 16, 128, 1_024)) {
                Meter meter = Meter.start(plan.worker(), hub);
                double[] millis = Callers.runFor(hub, callers, plan.nanos(), Programs.SEQUENCE, input);
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
        plan.onFreshHub(hub -> {
            for (int steps : plan.sizes(1_000, 10_000)) {
                long warm = System.nanoTime() + WARM_UP_NANOS;
                while (System.nanoTime() < warm) {
                    hub.run(Programs.SEQUENCE, "1000").join();
                }
                new Runs(plan, hub, 0, LONG_RUNS_MIN)
                        .measure(
                                new Meter.Load("W4", steps, 1),
                                Programs.SEQUENCE,
                                Integer.toString(steps),
                                steps,
                                median -> Map.of("ms_per_step", median / steps));
            }
        });
    }
}
