package dev.perdure.benchmarks.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the client is to reach, judged by ratios within one run. Immutable. */
final class Goals {

    private static final int CONNECTIONS_MAX = 30;

    private final List<Row> rows;

    Goals(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    /** A line for each goal whose rows were measured. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        Optional<Row> thirty = perdure(Endpoint.STATUS, LoadMode.LOOP, 30);
        thirty.ifPresent(ours -> {
            find(Endpoint.STATUS, VariantKind.RAW, LoadMode.LOOP, 30)
                    .ifPresent(raw -> lines.add(atLeast(
                            "status, 30 callers: perdure / raw", ours.callsPerSecond() / raw.callsPerSecond(), 0.7)));
            find(Endpoint.STATUS, VariantKind.NEW_CLIENT, LoadMode.LOOP, 30)
                    .ifPresent(other -> lines.add(atLeast(
                            "status, 30 callers: perdure / new-client-per-call",
                            ours.callsPerSecond() / other.callsPerSecond(),
                            20)));
        });
        perdure(Endpoint.STATUS, LoadMode.LOOP, 1_000)
                .ifPresent(row -> lines.add(below("status, 1000 callers: p99 / p50", row.p99() / row.p50(), 3)));
        perdure(Endpoint.START, LoadMode.BURST, 9)
                .ifPresent(nine -> perdure(Endpoint.START, LoadMode.BURST, 1)
                        .ifPresent(one -> lines.add(
                                below("start, burst of 9: p99 / p99 of a single call", nine.p99() / one.p99(), 3))));
        perdure(Endpoint.START, LoadMode.BURST, 10_000).ifPresent(row -> {
            lines.add(line(
                    "start, burst of 10000: sockets",
                    (double) row.sockets(),
                    "at most",
                    CONNECTIONS_MAX,
                    row.sockets() <= CONNECTIONS_MAX));
            lines.add(line("start, burst of 10000: failed calls", row.errors(), "at most", 0, row.errors() == 0));
        });
        return lines;
    }

    private Optional<Row> perdure(Endpoint endpoint, LoadMode mode, int callers) {
        return find(endpoint, VariantKind.PERDURE, mode, callers);
    }

    private Optional<Row> find(Endpoint endpoint, VariantKind kind, LoadMode mode, int callers) {
        return rows.stream()
                .filter(row -> row.endpoint() == endpoint
                        && row.kind() == kind
                        && row.mode() == mode
                        && row.callers() == callers)
                .findFirst();
    }

    private static String atLeast(String what, double value, double bound) {
        return line(what, value, "at least", bound, value >= bound);
    }

    private static String below(String what, double value, double bound) {
        return line(what, value, "below", bound, value < bound);
    }

    private static String line(String what, double value, String how, double bound, boolean reached) {
        return String.format(
                Locale.ROOT, "%-52s %8.2f  (%s %s)  %s", what, value, how, bound, reached ? "reached" : "MISSED");
    }
}
