package dev.perdure.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.examples.demo.ledger.Finding;
import dev.perdure.examples.demo.ledger.Outage;
import dev.perdure.examples.demo.ledger.Rerun;
import dev.perdure.examples.demo.ledger.Verdict;
import dev.perdure.examples.orders.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final Verdict CLEAN = new Verdict(
            List.of(),
            Map.of(Outcome.COMPLETED, 334, Outcome.REJECTED, 18, Outcome.EXPIRED, 8),
            Stream.of(Rerun.Cause.values())
                    .map(cause -> new Rerun("A", "charge", 7, 2, cause))
                    .toList(),
            2_412);

    @Test
    void saysEverythingWithinAHundredColumns() {
        List<String> lines = Report.of(result(CLEAN, List.of()), Colour.OFF);

        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(Report.COLUMNS_MAX));
        assertThat(lines.getLast()).isEqualTo("lost 0  doubled 0");
        assertThat(String.join("\n", lines))
                .contains("seed 42")
                .containsPattern("orders read +360")
                .containsPattern("completed +334")
                .containsPattern("rejected +18")
                .containsPattern("expired +8")
                .containsPattern("activities carried out +2,412")
                .containsPattern("run again after the kill +1  their result had not been made durable")
                .containsPattern("delivered again +1  handed out before the kill")
                .containsPattern("delivered again +1  no kill in between")
                .containsPattern("orders in flight +87  and 41 activities; the host was back after 1.4 s")
                .containsPattern("TCP connections +31")
                .containsPattern("outage included +360 +150 +900.5 +2,100.0");
    }

    @Test
    void endsWithTheRealNumbersAndSaysWhatWasFound() {
        Verdict verdict = new Verdict(
                List.of(
                        new Finding(Finding.Kind.LOST, "A", "It is gone."),
                        new Finding(Finding.Kind.LOST, "A", "And more of it."),
                        new Finding(Finding.Kind.DOUBLED, "B", "It is there twice.")),
                Map.of(),
                List.of(),
                3);

        List<String> lines = Report.of(result(verdict, List.of("The host ended.")), Colour.OFF);

        assertThat(lines)
                .endsWith(
                        "failed   The host ended.",
                        "lost     A  It is gone.",
                        "lost     A  And more of it.",
                        "doubled  B  It is there twice.",
                        "lost 1  doubled 1");
    }

    @Test
    void showsOnlyTheFirstOfManyFindings() {
        List<Finding> findings = IntStream.range(0, 50)
                .mapToObj(i -> new Finding(Finding.Kind.LOST, "ORD-" + i, "It is gone."))
                .toList();

        List<String> lines = Report.of(new Verdict(findings, Map.of(), List.of(), 0), Colour.OFF);

        assertThat(lines).hasSize(22).contains("         and 30 more findings");
        assertThat(lines.getLast()).isEqualTo("lost 50  doubled 0");
    }

    @Test
    void breaksLongSentencesIntoLines() {
        String sentence = "The host " + "was asked again and again, ".repeat(10) + "x".repeat(250) + ".";

        List<String> lines = Report.of(result(CLEAN, List.of(sentence)), Colour.OFF);

        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(Report.COLUMNS_MAX));
        String shown = lines.stream()
                .dropWhile(line -> !line.startsWith("failed"))
                .takeWhile(line -> !line.startsWith("lost"))
                .map(String::strip)
                .collect(Collectors.joining());
        assertThat(shown.replace(" ", "")).isEqualTo(("failed" + sentence).replace(" ", ""));
    }

    @Test
    void passesOnlyWhenNothingIsWrong() {
        Verdict lost = new Verdict(List.of(new Finding(Finding.Kind.LOST, "A", "Gone.")), Map.of(), List.of(), 0);

        assertThat(result(CLEAN, List.of()).passed()).isTrue();
        assertThat(result(CLEAN, List.of("The host was not killed.")).passed()).isFalse();
        assertThat(result(lost, List.of()).passed()).isFalse();
    }

    @Test
    void coloursNothingInTheLastLine() {
        List<String> lines = Report.of(result(CLEAN, List.of()), Colour.ON);

        assertThat(lines).anyMatch(line -> line.contains("\u001b["));
        assertThat(lines.getLast()).isEqualTo("lost 0  doubled 0");
    }

    private static DemoResult result(Verdict verdict, List<String> problems) {
        return new DemoResult(
                42,
                360,
                360,
                List.of(new Outage(10_000, 11_400, 87, 41)),
                verdict,
                new StartSpeed(258, 1_204, 12.1, 80.2),
                new StartSpeed(360, 150, 900.5, 2_100),
                31,
                problems,
                Duration.ofMillis(21_400));
    }
}
