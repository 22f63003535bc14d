package dev.perdure.host.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.DurableClient;
import dev.perdure.client.StartOptions;
import dev.perdure.host.Host;
import dev.perdure.host.HostSettings;
import dev.perdure.host.Setting;
import dev.perdure.host.TaskHub;
import dev.perdure.host.cli.CommandRun;
import dev.perdure.sdk.WorkerSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check before a deployment, with jars built from changed sources and instances left by the code before. */
class CheckDeployTest {

    @TempDir
    static Path folder;

    private static Path data = Path.of("");
    private static Path good = Path.of("");
    private static Path broken = Path.of("");
    private static Path less = Path.of("");

    /** What the sources below did before they were changed. */
    private static final WorkerSetup BEFORE = worker -> worker.orchestrator("Order", String.class, (ctx, in) -> {
                String receipt = ctx.callActivity("charge", in, String.class).await();
                ctx.setCustomStatus("charged");
                return receipt + ctx.waitForEvent("go", String.class).await();
            })
            .orchestrator(
                    "Other",
                    String.class,
                    (ctx, in) -> ctx.waitForEvent("go", String.class).await())
            .activity("charge", String.class, (ctx, in) -> in);

    @BeforeAll
    static void leavesInstances() throws IOException {
        data = folder.resolve("data");
        try (TaskHub hub = TaskHub.open(data).setup(BEFORE).start()) {
            DurableClient client = hub.client();
            for (int i = 0; i < 3; i++) {
                client.start("Order", "o", StartOptions.defaults().instanceId("order-" + i));
                awaitCharged(client, "order-" + i);
            }
            client.start("Order", "o", StartOptions.defaults().instanceId("done"));
            client.raiseEvent("done", "go", "!");
            assertThat(client.instance("done", String.class).join(Duration.ofSeconds(60)))
                    .isEqualTo("o!");
            client.start("Other", "o", StartOptions.defaults().instanceId("other-0"));
            client.waitForStart("other-0", Duration.ofSeconds(60));
            client.start("Later", "o", StartOptions.defaults().instanceId("later-0"));
            client.suspend("order-2", "lunch");
        }
        good = BuiltJar.of(
                folder,
                "good",
                Map.of("shop.Order", order("\"charge\"", "after", 0), "shop.Setup", SETUP),
                "shop.Setup");
        broken = BuiltJar.of(
                folder, "broken", Map.of("shop.Order", order("\"reserve\"", "", 3), "shop.Setup", SETUP), "shop.Setup");
        less = BuiltJar.of(
                folder, "less", Map.of("shop.Setup", SETUP.replace("worker.orchestrator(Order.class)", "worker")), "");
    }

    private static final String SETUP = """
            package shop;

            public final class Setup implements dev.perdure.sdk.WorkerSetup {
                @Override
                public void configure(dev.perdure.sdk.Worker.Builder worker) {
                    worker.orchestrator(Order.class).orchestrator("Other", String.class,
                            (ctx, in) -> ctx.waitForEvent("go", String.class).await());
                }
            }
            """;

    /** @param blank lines before the call, which its line number must follow */
    private static String order(String activity, String more, int blank) {
        return """
                package shop;

                import dev.perdure.sdk.OrchestrationContext;
                import dev.perdure.sdk.Orchestrator;

                public final class Order implements Orchestrator<String, String> {
                    @Override
                    public String run(OrchestrationContext ctx, String in) {
                BLANK
                        String receipt = ctx.callActivity(ACTIVITY, in, String.class).await();
                        ctx.setCustomStatus("charged");
                        return receipt + ctx.waitForEvent("go", String.class).await() + "MORE";
                    }
                }
                """.replace("BLANK", "\n".repeat(blank))
                .replace("ACTIVITY", activity)
                .replace("MORE", more);
    }

    private static void awaitCharged(DurableClient client, String id) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (client.status(id)
                .flatMap(status -> status.customStatusAs(String.class))
                .isEmpty()) {
            assertThat(System.nanoTime()).as("time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static CommandRun checkFolder(Path jar, String... more) {
        return CommandRun.of(Stream.concat(
                        Stream.of("check-deploy", "--data", data.toString(), "--jar", jar.toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void letsAChangePassThatKeepsToTheHistories() {
        CommandRun run = checkFolder(good);

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .containsPattern("(?m)^Order +3 +3 +0 +0$")
                .containsPattern("(?m)^Other +1 +1 +0 +0$")
                .containsPattern("(?m)^Later +1 +0 +0 +1$")
                .contains("No unfinished instance would break (4 replayed; 1 without code, not replayed).");
        assertThat(run.out().lines().mapToInt(String::length).max().orElse(0)).isLessThanOrEqualTo(100);
        assertThat(folder.toFile().list()).noneMatch(name -> name.contains("export"));
    }

    @Test
    void namesTheInstancesThatWouldBreakWithTheLineAndBothColumns() {
        CommandRun run = checkFolder(broken);

        assertThat(run.code()).as(run.err()).isEqualTo(1);
        assertThat(run.out())
                .containsPattern("(?m)^Order +3 +0 +3 +0$")
                .contains("Instance order-0 (Order) would be paused:", "Instance order-2 (Order) would be paused:")
                .containsPattern("activity 'charge' +\\| activity 'reserve'")
                .contains("at shop.Order.run(Order.java:13)")
                .contains("3 of 5 unfinished instances would break (1 without code, not replayed).");
        assertThat(run.out().lines().mapToInt(String::length).max().orElse(0)).isLessThanOrEqualTo(100);
    }

    @Test
    void takesTheSetupThatIsNamedAndCountsWhatItDoesNotHave() {
        CommandRun run = checkFolder(less, "--worker", "shop.Setup");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("(?m)^Order +3 +0 +0 +3$");
    }

    @Test
    void takesMissingCodeForAFaultOnlyIfToldTo() {
        assertThat(checkFolder(good, "--strict").code()).isEqualTo(1);
        assertThat(checkFolder(later("String"), "--strict").code()).isZero();
    }

    @Test
    void readsTheInputOfWhatHasNotBegun() {
        CommandRun fits = checkFolder(later("String"));
        CommandRun fitsNot = checkFolder(later("Integer"));

        assertThat(fits.code()).as(fits.err()).isZero();
        assertThat(fits.out()).contains("No unfinished instance would break (4 replayed; 1 not begun, input read).");
        assertThat(fitsNot.code()).as(fitsNot.err()).isEqualTo(1);
        assertThat(fitsNot.out())
                .containsPattern("(?m)^Later +1 +0 +1 +0$")
                .contains("Instance later-0 (Later) would fail:", "cannot read the input")
                .contains("1 of 5 unfinished instances would break.");
    }

    /** Code that has everything, with {@code Later} taking this type. */
    private static Path later(String input) {
        String setup = SETUP.replace(
                "worker.orchestrator(Order.class)",
                "worker.orchestrator(Order.class).orchestrator(\"Later\", " + input + ".class, (ctx, in) -> \"\")");
        try {
            return BuiltJar.of(
                    folder,
                    "later-" + input,
                    Map.of("shop.Order", order("\"charge\"", "", 0), "shop.Setup", setup),
                    "shop.Setup");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void tellsInOneSentenceWhatASetupThrows() throws IOException {
        for (String failing : List.of(
                "throw new IllegalStateException(\"no database\");",
                "throw new AssertionError(\"no database\");",
                "worker.dataConverter(Broken.CONVERTER);")) {
            String setup = SETUP.replace("worker.orchestrator(Order.class)", "worker")
                    .replaceFirst("\\{\\s+worker", "{ if (worker != null) { " + failing + " } worker")
                    .replaceFirst("@Override", """
                            static final class Broken {
                                static final dev.perdure.core.data.DataConverter CONVERTER = make();
                                static dev.perdure.core.data.DataConverter make() {
                                    throw new IllegalStateException("no database");
                                }
                            }
                            @Override""");
            Path jar = BuiltJar.of(folder, "failing", Map.of("shop.Setup", setup), "shop.Setup");

            assertMistake(checkFolder(jar), "shop.Setup failed to register its code: no database (");
        }
    }

    @Test
    void asksARunningHostThatHasAKey() {
        HostSettings settings = HostSettings.of(Map.of(
                Setting.DATA,
                data.toString(),
                Setting.HTTP_PORT,
                "0",
                Setting.GRPC_PORT,
                "0",
                Setting.KEY,
                "secret-key-1"));
        try (Host host = Host.start(settings)) {
            String uri = "http://127.0.0.1:" + host.httpPort();
            CommandRun run =
                    CommandRun.of("check-deploy", "--host", uri, "--key", "secret-key-1", "--jar", broken.toString());
            assertThat(run.code()).as(run.err()).isEqualTo(1);
            assertThat(run.out()).contains("at shop.Order.run(Order.java:13)", "3 of 5 unfinished instances");

            assertThat(CommandRun.of("check-deploy", "--host", uri, "--key", "secret-key-1", "--jar", good.toString())
                            .code())
                    .isZero();
            CommandRun unread = CommandRun.of(
                    "check-deploy", "--host", uri, "--key", "secret-key-1", "--jar", later("Integer").toString());
            assertThat(unread.code()).as(unread.err()).isEqualTo(1);
            assertThat(unread.out()).contains("Instance later-0 (Later) would fail:");
            CommandRun locked = CommandRun.of("check-deploy", "--host", uri, "--key", "no", "--jar", good.toString());
            assertThat(locked.code()).isEqualTo(2);
            assertThat(locked.err()).contains("wants its key");
            // A folder can be checked while its host runs.
            assertThat(checkFolder(broken).code()).isEqualTo(1);
        }
    }

    @Test
    void mistakesGetOneSentenceAndExitCode2() throws IOException {
        assertMistake(checkFolder(less), "WorkerSetup", "--worker");
        assertMistake(checkFolder(less, "--worker", "shop.None"), "no class shop.None");
        assertMistake(checkFolder(good, "--worker", "shop.Order"), "does not implement");
        assertMistake(checkFolder(Path.of("/no/such.jar")), "no /no/such.jar");
        assertMistake(CommandRun.of("check-deploy", "--jar", good.toString()), "either --data");
        assertMistake(checkFolder(good, "--host", "http://127.0.0.1:1"), "either --data");
        assertMistake(
                CommandRun.of("check-deploy", "--jar", good.toString(), "--data", "/no/such/folder"), "no folder");
        assertMistake(
                CommandRun.of("check-deploy", "--jar", good.toString(), "--host", "http://127.0.0.1:1"),
                "No host answers");
        assertMistake(CommandRun.of("check-deploy", "--data", data.toString()), "--jar");
        Path empty = Files.createDirectories(folder.resolve("empty"));
        assertMistake(CommandRun.of("check-deploy", "--jar", good.toString(), "--data", empty.toString()), "perdure: ");
    }

    private static void assertMistake(CommandRun run, String... words) {
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(2);
        assertThat(run.err().lines().toList())
                .singleElement()
                .asString()
                .contains(words)
                .doesNotContain("Exception:");
    }
}
