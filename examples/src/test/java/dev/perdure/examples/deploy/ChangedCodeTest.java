package dev.perdure.examples.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.DurableClient;
import dev.perdure.client.StartOptions;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.host.TaskHub;
import dev.perdure.sdk.WorkerSetup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders that wait for money while the code changes under them. */
class ChangedCodeTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Path CLASSES = Path.of("target", "classes");

    @TempDir
    Path data;

    private final Map<String, Integer> inspected = new ConcurrentHashMap<>();

    /** What the gate said. */
    private record Verdict(int exitCode, String text) {}

    @BeforeEach
    void threeOrdersWait() {
        try (TaskHub hub = open(new Today())) {
            for (String item : List.of("book", "lamp", "chair")) {
                hub.client().start("Sell", item, StartOptions.defaults().instanceId(item));
                hub.client().waitForStart(item, LONG);
            }
        }
    }

    @Test
    void theGateStopsTheBrokenChange() throws Exception {
        Verdict verdict = gate(BrokenChange.class);

        assertThat(verdict.exitCode()).isEqualTo(1);
        assertThat(verdict.text())
                .contains("book", "lamp", "chair", "activity 'reserve'", "activity 'inspect'", "BrokenChange.java:");
    }

    @Test
    void theGateLetsThePatchedChangePass() throws Exception {
        Verdict verdict = gate(PatchedChange.class);

        assertThat(verdict.exitCode()).as(verdict.text()).isZero();
    }

    @Test
    void ordersFromBeforeThePatchGoOnAsTheyBegan() {
        try (TaskHub hub = open(new PatchedChange())) {
            hub.client().raiseEvent("book", "paid", true);
            assertThat(hub.client().instance("book", String.class).join(LONG)).isEqualTo("shipped book");
            assertThat(inspected).isEmpty();

            hub.client().start("Sell", "desk", StartOptions.defaults().instanceId("desk"));
            hub.client().raiseEvent("desk", "paid", true);
            assertThat(hub.client().instance("desk", String.class).join(LONG)).isEqualTo("shipped desk");
            assertThat(inspected).containsOnlyKeys("desk");
        }
    }

    @Test
    void anOrderThatMeetsTheBrokenChangeIsPausedAndGoesOnWithTheRightCode() {
        try (TaskHub hub = open(new BrokenChange())) {
            hub.client().raiseEvent("book", "paid", true);
            while (status(hub.client(), "book") != RuntimeStatus.SUSPENDED) {
                Thread.onSpinWait();
            }
            assertThat(inspected).isEmpty();
        }
        try (TaskHub hub = open(new PatchedChange())) {
            assertThat(status(hub.client(), "book")).isEqualTo(RuntimeStatus.SUSPENDED);

            hub.client().resume("book", "the patched code is there");

            assertThat(hub.client().instance("book", String.class).join(LONG)).isEqualTo("shipped book");
        }
    }

    private static RuntimeStatus status(DurableClient client, String id) {
        return client.status(id).orElseThrow().runtimeStatus();
    }

    private TaskHub open(WorkerSetup code) {
        return TaskHub.open(data)
                .setup(code)
                .activity("reserve", String.class, (ctx, item) -> "reserved " + item)
                .activity("inspect", String.class, (ctx, item) -> inspected.merge(item, 1, Integer::sum) > 0)
                .activity("ship", String.class, (ctx, item) -> "shipped " + item)
                .start();
    }

    /** The command line, as a deployment would run it. */
    private Verdict gate(Class<? extends WorkerSetup> code) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.perdure.host.cli.Main",
                        "check-deploy",
                        "--jar",
                        CLASSES.toString(),
                        "--worker",
                        code.getName(),
                        "--data",
                        data.toString())
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Verdict(process.waitFor(), text);
    }
}
