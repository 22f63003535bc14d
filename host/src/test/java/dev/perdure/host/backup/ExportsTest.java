package dev.perdure.host.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.client.DurableClient;
import dev.perdure.client.InstanceFilter;
import dev.perdure.client.StatusOptions;
import dev.perdure.core.EntityId;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.engine.EngineOptions;
import dev.perdure.host.TaskHub;
import dev.perdure.host.UserErrorException;
import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Orchestrator;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportsTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private List<String> lines = List.of();

    /** Answers, events, and a timer that is armed all the while. */
    static final class Answered implements Orchestrator<String, String> {
        @Override
        public String run(OrchestrationContext ctx, String input) {
            var limit = ctx.createTimer(Duration.ofDays(30));
            var answer = ctx.waitForEvent("answer", String.class);
            var first = ctx.anyOf(List.of(answer, limit));
            return input + " " + (first.equals(answer) ? answer.await() : "nobody");
        }
    }

    /** Sleeps for a moment that passes while it is being moved. */
    static final class Sleeper implements Orchestrator<String, String> {
        @Override
        public String run(OrchestrationContext ctx, String input) {
            ctx.sleep(Duration.ofSeconds(3));
            return "awake";
        }
    }

    private TaskHub open(String name) {
        return TaskHub.open(folder.resolve(name))
                .orchestrator(Answered.class)
                .orchestrator(Sleeper.class)
                .engine(EngineOptions.defaults())
                .start();
    }

    private DurableClient fill(TaskHub hub) {
        DurableClient client = hub.client();
        for (int i = 0; i < 12; i++) {
            client.start(
                    "Answered",
                    "input " + i,
                    dev.perdure.client.StartOptions.defaults().instanceId("id-" + i));
        }
        client.raiseEvent("id-0", "answer", "yes");
        client.waitForCompletion("id-0", LONG);
        client.suspend("id-1", "a while");
        client.raiseEvent("id-1", "answer", "buffered");
        client.start("Sleeper", "x", dev.perdure.client.StartOptions.defaults().instanceId("sleeper"));
        client.entities().signal(new EntityId("counter", "k"), "add", 1);
        return client;
    }

    @BeforeEach
    void export() throws Exception {
        StringWriter export = new StringWriter();
        try (TaskHub hub = open("data")) {
            fill(hub);
            assertThat(Exports.write(folder.resolve("data"), export)).isEqualTo(14);
        }
        lines = new ArrayList<>(export.toString().lines().toList());
    }

    private Path file() throws Exception {
        return Files.write(folder.resolve("export.jsonl"), lines);
    }

    @Test
    void instancesGoOnInAStoreWithAnotherNumberOfPartitions() throws Exception {
        assertThat(lines).hasSize(16);
        assertThat(lines.stream().filter(line -> line.contains("\"id\":\"id-0\"")))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line).contains("\"name\":\"Answered\"", "\"status\":\"Completed\"");
                });

        assertThat(Exports.read(file(), folder.resolve("other"), 7)).isEqualTo(14);

        try (TaskHub hub = open("other")) {
            DurableClient client = hub.client();
            assertThat(client.status("id-0").orElseThrow().outputAs(String.class))
                    .contains("input 0 yes");
            assertThat(client.status("id-0", StatusOptions.defaults().withHistory())
                            .orElseThrow()
                            .historyJson()
                            .orElseThrow())
                    .contains("EventRaised");
            assertThat(client.status("id-1").orElseThrow().runtimeStatus()).isEqualTo(RuntimeStatus.SUSPENDED);
            client.resume("id-1", "on");
            assertThat(client.instance("id-1", String.class).join(LONG)).isEqualTo("input 1 buffered");
            for (int i = 2; i < 12; i++) {
                client.raiseEvent("id-" + i, "answer", "moved");
                assertThat(client.instance("id-" + i, String.class).join(LONG)).isEqualTo("input " + i + " moved");
            }
            assertThat(client.instance("sleeper", String.class).join(LONG)).isEqualTo("awake");
            assertThat(client.list(InstanceFilter.all())).hasSize(13);
            assertThat(client.purge("id-2")).isEqualTo(1);
        }
    }

    @Test
    void anExportOfTheImportIsTheSame() throws Exception {
        Exports.read(file(), folder.resolve("other"), 3);
        StringWriter again = new StringWriter();

        Exports.write(folder.resolve("other"), again);

        List<String> ids =
                lines.stream().filter(line -> line.contains("\"id-1")).sorted().toList();
        assertThat(again.toString()
                        .lines()
                        .filter(line -> line.contains("\"id-1"))
                        .sorted())
                .containsExactlyElementsOf(ids);
    }

    @Test
    void whatExistsIsRefusedAndNothingIsWritten() throws Exception {
        Exports.read(file(), folder.resolve("other"), 3);

        refused("Line 2 of", "already");
        assertThat(Files.exists(folder.resolve("other/FORMAT"))).isTrue();
    }

    @Test
    void damagedMissingAndDoubledLinesAreNamed() throws Exception {
        List<String> whole = List.copyOf(lines);
        lines.set(4, lines.get(4).replaceFirst("rows", "rovs"));
        refused("Line 5 of", "checksum");

        lines = new ArrayList<>(whole);
        lines.removeLast();
        refused("Line 16 of", "cut off");

        lines = new ArrayList<>(whole);
        lines.remove(3);
        refused("Line 15 of", "13 stand before it");

        lines = new ArrayList<>(whole);
        lines.set(3, lines.get(2));
        refused("Line 4 of", "earlier line");

        lines = new ArrayList<>(whole);
        assertThat(Exports.read(file(), folder.resolve("other"), 3)).isEqualTo(14);
    }

    private void refused(String line, String why) throws Exception {
        Path file = file();
        assertThatThrownBy(() -> Exports.read(file, folder.resolve("other"), 3))
                .isInstanceOf(UserErrorException.class)
                .hasMessageContaining(line)
                .hasMessageContaining(why);
    }
}
