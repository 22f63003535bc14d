package dev.perdure.benchmarks.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
        plan.onFreshEngine(engine -> {
            for (int width : plan.sizes(widths)) {
                String input = Integer.toString(width);
                for (int i = 0; i < before; i++) {
                    Callers.completed(engine.run(program, input).join());
                }
                long end = System.nanoTime() + plan.nanos();
                Meter meter = Meter.start(engine);
                List<Double> millis = new ArrayList<>();
                while (millis.size() < RUNS_MIN || System.nanoTime() < end) {
                    long start = System.nanoTime();
                    Callers.completed(engine.run(program, input).join());
                    millis.add((System.nanoTime() - start) / 1e6);
                }
                double[] all = millis.stream().mapToDouble(Double::doubleValue).toArray();
                plan.rows()
                        .accept(meter.stop(
                                new Meter.Load(workload, width, 1),
                                all.length,
                                (double) all.length * width,
                                all,
                                Map.of()));
            }
        });
    }
}
