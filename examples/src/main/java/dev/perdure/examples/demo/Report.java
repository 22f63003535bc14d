package dev.perdure.examples.demo;

import dev.perdure.examples.demo.ledger.Finding;
import dev.perdure.examples.demo.ledger.Outage;
import dev.perdure.examples.demo.ledger.Rerun;
import dev.perdure.examples.demo.ledger.Verdict;
import dev.perdure.examples.orders.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table at the end of a run, at most {@value #COLUMNS_MAX} columns wide. Confined to one thread. */
final class Report {

    static final int COLUMNS_MAX = 100;
    private static final int SHOWN_MAX = 20;
    private static final String INDENT = " ".repeat(9);
    private static final double MILLIS_PER_SECOND = 1_000;

    private final Colour colour;
    private final List<String> lines = new ArrayList<>();

    private Report(Colour colour) {
        this.colour = colour;
    }

    /** The table; its last line is {@link Verdict#summary()}. */
    static List<String> of(DemoResult result, Colour colour) {
        Report report = new Report(colour);
        report.orders(result);
        report.activities(result.verdict());
        report.outages(result);
        report.starts(result);
        report.problems(result.problems());
        report.verdict(result.verdict());
        return report.lines;
    }

    /** What was found, and the last line. */
    static List<String> of(Verdict verdict, Colour colour) {
        Report report = new Report(colour);
        report.verdict(verdict);
        return report.lines;
    }

    private void orders(DemoResult result) {
        Verdict verdict = result.verdict();
        line("");
        line(String.format(
                Locale.ROOT,
                "Perdure demo, seed %d, %.1f s",
                result.seed(),
                result.elapsed().toMillis() / 1e3));
        rule();
        row("orders read", result.orders(), "");
        row("orders started", result.started(), "acknowledged by the host");
        row("  completed", verdict.count(Outcome.COMPLETED), "paid and shipped");
        row("  rejected", verdict.count(Outcome.REJECTED), "unsound, or the approval was declined");
        row("  expired", verdict.count(Outcome.EXPIRED), "nobody approved them in time");
        painted("lost", verdict.lost(), "acknowledged without exactly one final outcome");
        painted("doubled", verdict.doubled(), "done twice, or a result used twice");
        rule();
    }

    private void activities(Verdict verdict) {
        row("activities carried out", verdict.executions(), "lines in the ledger");
        for (Rerun.Cause cause : Rerun.Cause.values()) {
            int count = verdict.reruns(cause).size();
            if (count > 0 || cause == Rerun.Cause.RESULT_NOT_DURABLE) {
                row(
                        cause == Rerun.Cause.RESULT_NOT_DURABLE ? "  run again after the kill" : "  delivered again",
                        count,
                        cause.text());
            }
        }
    }

    private void outages(DemoResult result) {
        row("host killed (SIGKILL)", result.outages().size(), "");
        for (Outage outage : result.outages()) {
            row(
                    "  orders in flight",
                    outage.ordersInFlight(),
                    String.format(
                            Locale.ROOT,
                            "and %d activities; the host was back after %.1f s",
                            outage.activitiesInFlight(),
                            (outage.readyMillis() - outage.killedMillis()) / MILLIS_PER_SECOND));
        }
        row("TCP connections", result.connectionsOpened(), "opened by the client");
        rule();
    }

    private void starts(DemoResult result) {
        line(String.format(Locale.ROOT, "%-26s %9s %10s %10s %10s", "", "starts", "starts/s", "p50 ms", "p99 ms"));
        speed("starts, outage aside", result.outside());
        speed("starts, outage included", result.all());
        rule();
    }

    private void speed(String label, StartSpeed speed) {
        line(String.format(
                Locale.ROOT,
                "%-26s %,9d %,10.0f %,10.1f %,10.1f",
                label,
                speed.calls(),
                speed.perSecond(),
                speed.p50Millis(),
                speed.p99Millis()));
    }

    private void problems(List<String> problems) {
        problems.stream().limit(SHOWN_MAX).forEach(problem -> wrapped("failed   " + problem));
        if (problems.size() > SHOWN_MAX) {
            line("         and " + (problems.size() - SHOWN_MAX) + " more problems");
        }
    }

    private void verdict(Verdict verdict) {
        List<Finding> findings = verdict.findings();
        findings.stream().limit(SHOWN_MAX).forEach(finding -> wrapped(finding.toString()));
        if (findings.size() > SHOWN_MAX) {
            line("         and " + (findings.size() - SHOWN_MAX) + " more findings");
        }
        line(verdict.summary());
    }

    private void painted(String label, long count, String note) {
        String text = text(label, count, note);
        line(count == 0 ? colour.good(text) : colour.bad(text));
    }

    private void row(String label, long count, String note) {
        line(text(label, count, note));
    }

    private static String text(String label, long count, String note) {
        return String.format(Locale.ROOT, "%-26s %,9d  %s", label, count, note).stripTrailing();
    }

    /** A sentence over as many lines as it takes, broken at blanks where there are any. */
    private void wrapped(String sentence) {
        String rest = sentence;
        while (rest.length() > COLUMNS_MAX) {
            int blank = rest.lastIndexOf(' ', COLUMNS_MAX);
            int end = blank > INDENT.length() ? blank : COLUMNS_MAX;
            line(colour.bad(rest.substring(0, end)));
            rest = INDENT + rest.substring(end).stripLeading();
        }
        line(colour.bad(rest));
    }

    private void rule() {
        line("-".repeat(COLUMNS_MAX));
    }

    private void line(String line) {
        lines.add(line);
    }
}
