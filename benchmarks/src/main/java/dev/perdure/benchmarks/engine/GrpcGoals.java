package dev.perdure.benchmarks.engine;

import dev.perdure.benchmarks.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** What the gRPC door is to reach beside the embedded worker of the same run, by the medians of all rounds. Immutable. */
final class GrpcGoals {

    private final List<EngineRow> rows;

    GrpcGoals(List<EngineRow> rows) {
        this.rows = List.copyOf(rows);
    }

    /** A line for each goal whose rows were measured. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        OptionalDouble remote = median("W1", WorkerKind.GRPC, 128, EngineRow::completedPerSecond);
        OptionalDouble embedded = median("W1", WorkerKind.EMBEDDED, 128, EngineRow::completedPerSecond);
        if (remote.isPresent() && embedded.isPresent()) {
            double ratio = remote.getAsDouble() / embedded.getAsDouble();
            lines.add(line("W1, 128 in flight: grpc / embedded", ratio, "at least", 0.6, ratio >= 0.6));
        }
        remote = median("W1", WorkerKind.GRPC, 1, EngineRow::p50);
        embedded = median("W1", WorkerKind.EMBEDDED, 1, EngineRow::p50);
        if (remote.isPresent() && embedded.isPresent()) {
            double more = remote.getAsDouble() - embedded.getAsDouble();
            lines.add(line("W1, one in flight: p50 grpc - embedded, ms", more, "at most", 2, more <= 2));
        }
        OptionalDouble fanOut = median("W8", WorkerKind.GRPC, 1, row -> row.p50() / 1_000);
        if (fanOut.isPresent()) {
            double seconds = fanOut.getAsDouble();
            lines.add(line("W8: p50 grpc, s", seconds, "below", 3, seconds < 3));
        }
        return lines;
    }

    private OptionalDouble median(
            String workload, WorkerKind worker, int inFlight, ToDoubleFunction<EngineRow> figure) {
        double[] figures = rows.stream()
                .filter(row -> row.worker() == worker
                        && row.load().workload().equals(workload)
                        && row.load().inFlight() == inFlight)
                .mapToDouble(figure)
                .toArray();
        return figures.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(Figures.median(figures));
    }

    private static String line(String what, double value, String how, double bound, boolean reached) {
        return String.format(
                Locale.ROOT, "%-44s %8.2f  (%s %s)  %s", what, value, how, bound, reached ? "reached" : "MISSED");
    }
}
