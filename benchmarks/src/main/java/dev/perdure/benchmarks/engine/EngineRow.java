package dev.perdure.benchmarks.engine;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One measured workload. Immutable.
 *
 * @param completedPerSecond instances ended, or signals applied, or events raised, a second
 * @param p50 median time of one of these, in milliseconds
 * @param syncP50 median time of one synced write in the same stretch, in milliseconds; the mean of a host process
 * @param bytesPerStep not a number if unknown
 * @param more figures only some workloads have, by name
 */
record EngineRow(
        Meter.Load load,
        WorkerKind worker,
        double completedPerSecond,
        double p50,
        double p99,
        double syncP50,
        double cpuMicrosPerStep,
        double bytesPerStep,
        double syncsPerStep,
        Map<String, Double> more) {

    static final String HEADER =
            "load worker        size in flight completed/s    p50 ms    p99 ms sync ms  cpu us  bytes  syncs/step";

    /** The name of the figure that only a row has whose work did not end within the seconds it tells. */
    static final String UNFINISHED = "unfinished_after_s";

    /** One line of at most 100 columns, and one more if there are more figures. */
    String line() {
        String line = String.format(
                Locale.ROOT,
                "%-4s %-8s %,9d %9d %11.1f %9s %9s %7s %7s %6s %11s",
                load.workload(),
                worker.word(),
                load.size(),
                load.inFlight(),
                completedPerSecond,
                millis(p50),
                millis(p99),
                figure("%.2f", syncP50),
                figure("%.1f", cpuMicrosPerStep),
                figure("%.0f", bytesPerStep),
                figure("%.3f", syncsPerStep));
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
                "{\"bench\":\"engine\",\"workload\":\"%s\",\"worker\":\"%s\",\"size\":%d,\"in_flight\":%d,"
                        + "\"completed_per_second\":%.2f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"sync_p50_ms\":%s,"
                        + "\"cpu_us_per_step\":%s,\"bytes_per_step\":%s,\"syncs_per_step\":%s",
                load.workload(),
                worker.word(),
                load.size(),
                load.inFlight(),
                completedPerSecond,
                p50,
                p99,
                json("%.3f", syncP50),
                json("%.1f", cpuMicrosPerStep),
                json("%.1f", bytesPerStep),
                json("%.4f", syncsPerStep)));
        new TreeMap<>(more)
                .forEach((name, value) -> json.append(String.format(Locale.ROOT, ",\"%s\":%.3f", name, value)));
        return json.append('}').toString();
    }

    private String millis(double value) {
        String text = String.format(Locale.ROOT, value < 1_000 ? "%.2f" : "%,.0f", value);
        return more.containsKey(UNFINISHED) ? "> " + text : text;
    }

    private static String figure(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }

    private static String json(String format, double value) {
        return Double.isNaN(value) ? "null" : String.format(Locale.ROOT, format, value);
    }
}
