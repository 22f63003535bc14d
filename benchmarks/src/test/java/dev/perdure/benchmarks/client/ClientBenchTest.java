package dev.perdure.benchmarks.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ClientBenchTest {

    private final StringWriter out = new StringWriter();

    @Test
    void printsOneJsonObjectALineForEachVariantWithoutErrors() {
        int code = run(
                "--json",
                "--variant",
                "new-connection-per-call,perdure",
                "--mode",
                "burst",
                "--callers",
                "9",
                "--rounds",
                "1",
                "--seconds",
                "1");

        assertThat(code).isZero();
        assertThat(out.toString().lines())
                .hasSize(4)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("{\"bench\":\"client\",\"endpoint\":\"")
                        .contains("\"mode\":\"burst\",\"callers\":9,\"calls_per_second\":")
                        .endsWith(",\"errors\":0}"));
    }

    @Test
    void theTableFitsInto100ColumnsAndNamesTheGoals() {
        int code = run(
                "--endpoint",
                "start",
                "--variant",
                "perdure",
                "--mode",
                "burst",
                "--callers",
                "1,9",
                "--rounds",
                "1",
                "--seconds",
                "1");

        assertThat(code).isZero();
        assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        assertThat(out.toString()).contains("start, burst of 9: p99 / p99 of a single call");
    }

    @Test
    void refusesAWordItDoesNotKnow() {
        assertThat(run("--variant", "carrier-pigeon")).isEqualTo(2);
    }

    private int run(String... arguments) {
        return new CommandLine(new ClientBench())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(new StringWriter()))
                .execute(arguments);
    }
}
