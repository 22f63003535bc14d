package dev.perdure.benchmarks.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** W2: one orchestration that runs many activities at once, and its fan-in. Stateless. */
final class FanOuts {

    private static final int RUNS_MIN = 5;

    private FanOuts() {}

    static void measure(Plan plan) throws IOException, InterruptedException {
        plan.onFreshEngine(engine -> {
            for (int width : plan.sizes(100, 1_000)) {
                String input = Integer.toString(width);
                for (int i = 0; i < 10; i++) {
                    Callers.completed(engine.run(Programs.FAN_OUT, input).join());
                }
                long end = System.nanoTime() + plan.nanos();
                Meter meter = Meter.start(engine);
                List<Double> millis = new ArrayList<>();
                while (millis.size() < RUNS_MIN || System.nanoTime() < end) {
                    long start = System.nanoTime();
                    Callers.completed(engine.run(Programs.FAN_OUT, input).join());
                    millis.add((System.nanoTime() - start) / 1e6);
                }
                double[] all = millis.stream().mapToDouble(Double::doubleValue).toArray();
                plan.rows()
                        .accept(meter.stop(
                                new Meter.Load("W2", width, 1),
                                all.length,
                                (double) all.length * width,
                                all,
                                Map.of()));
            }
        });
    }
}
