package dev.perdure.benchmarks.engine;

import java.io.IOException;
import java.util.Map;

/** W2 and W8: one orchestration that runs many activities at once, and its fan-in. Stateless. */
final class FanOuts {

    private static final int RUNS_MIN = 5;

    private FanOuts() {}

    /** Of no-op activities. */
    static void measure(Plan plan) throws IOException, InterruptedException {
        measure(plan, "W2", Programs.FAN_OUT, 10, 100, 1_000);
    }

    /** Of activities that sleep a second each. */
    static void ofSeconds(Plan plan) throws IOException, InterruptedException {
        measure(plan, "W8", Programs.FAN_OUT_OF_SECONDS, 1, 1_000);
    }

    private static void measure(Plan plan, String workload, String program, int before, Integer... widths)
            throws IOException, InterruptedException {
        plan.onFreshHub(hub -> {
            for (int width : plan.sizes(widths)) {
                new Runs(plan, hub, before, RUNS_MIN)
                        .measure(
                                new Meter.Load(workload, width, 1),
                                program,
                                Integer.toString(width),
                                width,
                                median -> Map.of());
            }
        });
    }
}
