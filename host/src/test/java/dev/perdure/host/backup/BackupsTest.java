package dev.perdure.host.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.client.OrchestrationInstance;
import dev.perdure.host.TaskHub;
import dev.perdure.host.UserErrorException;
import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Orchestrator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupsTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    static final class Answered implements Orchestrator<String, String> {
        @Override
        public String run(OrchestrationContext ctx, String input) {
            return input + " " + ctx.waitForEvent("answer", String.class).await();
        }
    }

    private TaskHub open(Path data) {
        return TaskHub.open(data).orchestrator(Answered.class).start();
    }

    @Test
    void aBackupOfAnOpenHubIsRestoredAndItsInstancesGoOn() throws Exception {
        List<String> ids = new ArrayList<>();
        try (TaskHub hub = open(folder.resolve("data"))) {
            for (int i = 0; i < 20; i++) {
                ids.add(hub.client().start(Answered.class, "input " + i).instanceId());
            }

            Backups.Contents contents = Backups.backup(folder.resolve("data"), folder.resolve("backup"));

            assertThat(contents.entries()).isGreaterThan(20);
            OrchestrationInstance<String> later = hub.client().start(Answered.class, "later");
            assertThat(later.status()).isPresent();
        }
        try (Stream<Path> left = Files.list(folder.resolve("data"))) {
            assertThat(left.filter(file -> file.getFileName().toString().startsWith("backup-")))
                    .isEmpty();
        }

        for (String name : List.of("first", "second")) {
            Backups.restore(folder.resolve("backup"), folder.resolve(name));
            try (TaskHub hub = open(folder.resolve(name))) {
                for (int i = 0; i < ids.size(); i++) {
                    hub.client().raiseEvent(ids.get(i), "answer", "yes");
                    assertThat(hub.client().instance(ids.get(i), String.class).join(LONG))
                            .isEqualTo("input " + i + " yes");
                }
            }
        }
    }

    @Test
    void aStoreThatNobodyHasOpenIsCopiedToo() throws Exception {
        try (TaskHub hub = open(folder.resolve("data"))) {
            assertThat(hub.client().start(Answered.class, "a").status()).isPresent();
        }

        assertThat(Backups.backup(folder.resolve("data"), folder.resolve("deep/er/backup"))
                        .entries())
                .isPositive();
    }

    @Test
    void whatCannotBeIsRefusedInASentence() throws IOException {
        assertThatThrownBy(() -> Backups.backup(folder.resolve("none"), folder.resolve("b")))
                .isInstanceOf(UserErrorException.class)
                .hasMessageContaining("no store of Perdure");
        TaskHub hub = open(folder.resolve("data"));
        try (hub) {
            Files.createDirectories(folder.resolve("full"));
            Files.writeString(folder.resolve("full/file"), "x");
            assertThatThrownBy(() -> Backups.backup(folder.resolve("data"), folder.resolve("full")))
                    .isInstanceOf(UserErrorException.class)
                    .hasMessageContaining("does not exist");
            assertThatThrownBy(() -> Backups.restore(folder.resolve("data"), folder.resolve("new")))
                    .isInstanceOf(UserErrorException.class)
                    .hasMessageContaining("in use");
        }
        assertThatThrownBy(() -> Backups.restore(folder.resolve("data"), folder.resolve("full")))
                .isInstanceOf(UserErrorException.class)
                .hasMessageContaining("not empty");
        assertThat(folder.resolve("full/file")).exists();
    }
}
