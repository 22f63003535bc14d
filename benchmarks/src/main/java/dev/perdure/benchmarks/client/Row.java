package dev.perdure.benchmarks.client;

import dev.perdure.benchmarks.Figures;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The rounds of one variant under one load, put together: medians of the rounds, the largest {@code max} and number of
 * sockets, the sum of the errors. Immutable.
 */
record Row(
        Endpoint endpoint,
        VariantKind kind,
        LoadMode mode,
        int callers,
        double callsPerSecond,
        double p50,
        double p99,
        double max,
        long sockets,
        double cpuMicrosPerCall,
        int errors) {

    static final String HEADER =
            "endpoint variant                 mode  callers calls/s  p50 ms  p99 ms  max ms sockts us/call errors";

    static Row of(Endpoint endpoint, VariantKind kind, LoadMode mode, int callers, List<Load.Result> rounds) {
        return new Row(
                endpoint,
                kind,
                mode,
                callers,
                median(rounds, Load.Result::callsPerSecond),
                median(rounds, Load.Result::p50),
                median(rounds, Load.Result::p99),
                rounds.stream().mapToDouble(Load.Result::max).max().orElse(0),
                rounds.stream().mapToLong(Load.Result::sockets).max().orElse(0),
                median(rounds, Load.Result::cpuMicrosPerCall),
                rounds.stream().mapToInt(Load.Result::errors).sum());
    }

    private static double median(List<Load.Result> rounds, ToDoubleFunction<Load.Result> figure) {
        return Figures.median(rounds.stream().mapToDouble(figure).toArray());
    }

    /** One line of at most 100 columns. */
    String line() {
        return String.format(
                Locale.ROOT,
                "%-8s %-23s %-5s %7d %7.0f %7s %7s %7.0f %6d %7.1f %6d",
                endpoint.word(),
                kind.word(),
                mode.word(),
                callers,
                callsPerSecond,
                millis(p50),
                millis(p99),
                max,
                sockets,
                cpuMicrosPerCall,
                errors);
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, value < 1_000 ? "%.2f" : "%.0f", value);
    }

    /** One JSON object on one line. */
    String json() {
        return String.format(
                Locale.ROOT,
                "{\"bench\":\"client\",\"endpoint\":\"%s\",\"variant\":\"%s\",\"mode\":\"%s\",\"callers\":%d,"
                        + "\"calls_per_second\":%.1f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f,\"sockets\":%d,"
                        + "\"cpu_us_per_call\":%.1f,\"errors\":%d}",
                endpoint.word(),
                kind.word(),
                mode.word(),
                callers,
                callsPerSecond,
                p50,
                p99,
                max,
                sockets,
                cpuMicrosPerCall,
                errors);
    }
}
