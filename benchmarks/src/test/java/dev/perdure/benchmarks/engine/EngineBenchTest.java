package dev.perdure.benchmarks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class EngineBenchTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void measuresTheFanOutOfAWorkerBehindTheDoorInATableOf100Columns() {
        int code = run("--worker", "grpc", "--workload", "W2", "--size", "20", "--seconds", "1");

        assertThat(code).isZero();
        assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        assertThat(out.toString()).contains("W2   grpc            20         1");
    }

    @Test
    void refusesWorkersItDoesNotKnowAndWorkloadsThatHaveNone() {
        assertThat(run("--worker", "pigeon")).isEqualTo(2);
        assertThat(run("--worker", "embedded,grpc", "--workload", "W7")).isEqualTo(2);
        assertThat(err.toString()).contains("W7 measures the engine itself");
    }

    @Test
    void whatDidNotEndIsNotShownAsAFigure() {
        EngineRow row = new EngineRow(
                new Meter.Load("W8", 1_000, 1),
                WorkerKind.JAVA,
                0,
                120_000,
                120_000,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Map.of(EngineRow.UNFINISHED, 120.0));

        assertThat(row.line()).contains("> 120,000").contains("unfinished after s 120.0");
        assertThat(row.json()).contains("\"worker\":\"java\"").contains("\"cpu_us_per_step\":null");
    }

    @Test
    void goalsAreJudgedByTheMediansOfTheRounds() {
        List<String> lines = new GrpcGoals(List.of(
                        row(WorkerKind.EMBEDDED, 128, 1_000),
                        row(WorkerKind.GRPC, 128, 590),
                        row(WorkerKind.GRPC, 128, 610),
                        row(WorkerKind.GRPC, 128, 900),
                        row(WorkerKind.JAVA, 128, 5)))
                .lines();

        assertThat(lines).singleElement().asString().contains("0.61").endsWith("reached");
    }

    private static EngineRow row(WorkerKind worker, int inFlight, double perSecond) {
        return new EngineRow(new Meter.Load("W1", 3, inFlight), worker, perSecond, 1, 1, 1, 1, 1, 1, Map.of());
    }

    private int run(String... arguments) {
        return new CommandLine(new EngineBench())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
