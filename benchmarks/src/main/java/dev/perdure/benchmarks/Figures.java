package dev.perdure.benchmarks;

import java.util.Arrays;

/** Orders figures. Thread-safe: stateless. */
public final class Figures {

    private Figures() {}

    public static double median(double[] values) {
        return quantile(values, 0.5);
    }

    /** The least value that at least this share of the values does not exceed. */
    public static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
