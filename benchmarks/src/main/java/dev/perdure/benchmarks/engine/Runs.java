package dev.perdure.benchmarks.engine;

import dev.perdure.benchmarks.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.DoubleFunction;

/**
 * Measures orchestrations that run one after the other. None may take longer than the plan's limit: the one that does is
 * the last, and its row says so. Immutable.
 *
 * @param before how often it runs unmeasured; once if that takes long
 * @param atLeast how often it runs measured, unless the limit's time is over
 */
record Runs(Plan plan, MeasuredHub hub, int before, int atLeast) {

    /** A first run that takes this long is the measured one. */
    private static final double LONG_MILLIS = 10_000;

    /**
     * Measures.
     *
     * @param steps durable steps of one run
     * @param more further figures, from the median in milliseconds
     */
    void measure(Meter.Load load, String program, String input, int steps, DoubleFunction<Map<String, Double>> more)
            throws InterruptedException {
        List<Double> millis = new ArrayList<>();
        Meter meter = Meter.start(plan.worker(), hub);
        try {
            boolean longOne = false;
            for (int i = 0; i < before && !longOne; i++) {
                double first = once(program, input);
                if (first >= LONG_MILLIS) {
                    longOne = true;
                    millis.add(first);
                }
            }
            if (!longOne) {
                meter = Meter.start(plan.worker(), hub);
                long start = System.nanoTime();
                long end = start + plan.nanos();
                long last = start + plan.limitNanos();
                while ((millis.size() < atLeast && System.nanoTime() < last) || System.nanoTime() < end) {
                    millis.add(once(program, input));
                }
            }
        } catch (TimeoutException e) {
            plan.rows().accept(meter.unfinished(load, plan.limitSeconds()));
            return;
        }
        double[] all = millis.stream().mapToDouble(Double::doubleValue).toArray();
        plan.rows()
                .accept(meter.stop(
                        load, all.length, (double) all.length * steps, all, more.apply(Figures.median(all))));
    }

    private double once(String program, String input) throws InterruptedException, TimeoutException {
        long start = System.nanoTime();
        try {
            hub.run(program, input).get(plan.limitNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A run of " + program + " failed.", e.getCause());
        }
        return (System.nanoTime() - start) / 1e6;
    }
}
