package dev.perdure.benchmarks.engine;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One measured workload. Immutable.
 *
 * @param completedPerSecond instances ended, or signals applied, or events raised, a second
 * @param p50 median time of one of these, in milliseconds
 * @param syncP50 median time of one synced write in the same stretch, in milliseconds
 * @param more figures only some workloads have, by name
 */
record EngineRow(
        Meter.Load load,
        double completedPerSecond,
        double p50,
        double p99,
        double syncP50,
        double cpuMicrosPerStep,
        double bytesPerStep,
        double syncsPerStep,
        Map<String, Double> more) {

    static final String HEADER =
            "load      size  in flight  completed/s    p50 ms    p99 ms  sync ms  cpu us   bytes  syncs (per step)";

    /** One line of at most 100 columns, and one more if there are more figures. */
    String line() {
        String line = String.format(
                Locale.ROOT,
                "%-4s %,9d %10d %12.1f %9s %9s %8.2f %7.1f %7.0f %6.3f",
                load.workload(),
                load.size(),
                load.inFlight(),
                completedPerSecond,
                millis(p50),
                millis(p99),
                syncP50,
                cpuMicrosPerStep,
                bytesPerStep,
                syncsPerStep);
        if (more.isEmpty()) {
            return line;
        }
        StringBuilder second = new StringBuilder("     ");
        new TreeMap<>(more)
                .forEach((name, value) ->
                        second.append(String.format(Locale.ROOT, " %s %,.1f ", name.replace('_', ' '), value)));
        return line + System.lineSeparator() + second.toString().stripTrailing();
    }

    /** One JSON object on one line. */
    String json() {
        StringBuilder json = new StringBuilder(String.format(
                Locale.ROOT,
                "{\"bench\":\"engine\",\"workload\":\"%s\",\"worker\":\"embedded\",\"size\":%d,\"in_flight\":%d,"
                        + "\"completed_per_second\":%.2f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"sync_p50_ms\":%.3f,"
                        + "\"cpu_us_per_step\":%.1f,\"bytes_per_step\":%.1f,\"syncs_per_step\":%.4f",
                load.workload(),
                load.size(),
                load.inFlight(),
                completedPerSecond,
                p50,
                p99,
                syncP50,
                cpuMicrosPerStep,
                bytesPerStep,
                syncsPerStep));
        new TreeMap<>(more)
                .forEach((name, value) -> json.append(String.format(Locale.ROOT, ",\"%s\":%.3f", name, value)));
        return json.append('}').toString();
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, value < 1_000 ? "%.2f" : "%,.0f", value);
    }
}
