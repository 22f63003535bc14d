package dev.perdure.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.engine.EngineOptions;
import dev.perdure.engine.InstanceQuery;
import dev.perdure.engine.InstanceView;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.PurgeFilter;
import dev.perdure.engine.PurgeResult;
import dev.perdure.engine.Reach;
import dev.perdure.engine.RequestKey;
import dev.perdure.engine.ScriptedWorker;
import dev.perdure.engine.Scripts;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.WaitCondition;
import dev.perdure.engine.runtime.StoreInvariants;
import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stores as earlier versions have left them, after a kill, are opened for ever. The files are never made anew.
 *
 * <p>In the store of engine format 1, on 2026-01-01: four completed instances, one terminated by a keyed request, three
 * that wait for an event (one of them has it in its inbox), one with a timer of 30 minutes, one with five open
 * activities, one that no worker served, one to be started after 20 minutes by a keyed request.
 */
@Timeout(120)
class OlderStoreTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:01:00Z"));

    private static void unpack(String name, Path folder) throws IOException {
        Files.createDirectories(folder);
        try (InputStream resource = Objects.requireNonNull(OlderStoreTest.class.getResourceAsStream(name), name);
                ZipInputStream zip = new ZipInputStream(resource)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Files.copy(zip, folder.resolve(entry.getName()));
            }
        }
    }

    private TaskHubEngine open(Storage storage) {
        return TaskHubEngine.open(storage, EngineOptions.defaults(), now::get, new Random(1));
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static List<String> list(TaskHubEngine engine, @Nullable String name, Set<RuntimeStatus> statuses) {
        return engine
                .instances(new InstanceQuery(null, null, statuses, "", 100, "", true, name, Map.of(), false))
                .instances()
                .stream()
                .map(InstanceView::instanceId)
                .toList();
    }

    @Test
    void aStoreOfEngineFormat1IsUpgradedAndEverythingInItGoesOn(@TempDir Path folder) throws Exception {
        unpack("/stores/engine-format-1.zip", folder);
        try (Storage storage = RocksStorage.open(folder, RocksOptions.defaults())) {
            try (TaskHubEngine engine = open(storage)) {
                StoreInvariants.check(storage);
                assertLists(engine);
                assertThat(await(engine.terminate("terminated-0", "enough", new RequestKey("terminate", 1))))
                        .as("the answer remembered")
                        .isInstanceOf(Outcome.Done.class);
            }
            try (TaskHubEngine engine = open(storage)) {
                assertGoesOn(engine);
                assertThat(await(engine.purge(new PurgeFilter(Instant.EPOCH, null, Set.of(), Duration.ofMinutes(1)))))
                        .isEqualTo(new PurgeResult(13, true));
            }
            StoreInvariants.check(storage);
            assertThat(StoreInvariants.familiesInUse(storage)).doesNotContain(Family.INSTANCE, Family.HISTORY);
        }
    }

    private static void assertLists(TaskHubEngine engine) {
        assertThat(list(engine, null, Set.of())).hasSize(12);
        assertThat(list(engine, "event", Set.of()))
                .containsExactlyInAnyOrder("event-0", "event-1", "event-2", "terminated-0");
        assertThat(list(engine, null, Set.of(RuntimeStatus.PENDING))).containsExactlyInAnyOrder("pending-0", "later-0");
        assertThat(engine.listEnded(Set.of(), null, null, 100, "").instanceIds())
                .containsExactlyInAnyOrder("completed-0", "completed-1", "completed-2", "completed-3", "terminated-0");
        InstanceView completed = engine.instance("completed-0", true).orElseThrow();
        assertThat(completed.output()).isEqualTo("\"done\"");
        assertThat(completed.tags()).containsEntry("made", "before");
        assertThat(engine.history("completed-0")).hasSize((int) completed.historyEvents());
    }

    private void assertGoesOn(TaskHubEngine engine) {
        ScriptedWorker worker = new ScriptedWorker()
                .script("sequence", Scripts.sequence(3))
                .script("fanOut", Scripts.fanOut(5))
                .script("event", Scripts.waitForEvent())
                .script("timer", Scripts.timer(Duration.ofMinutes(30)))
                .script("unserved", Scripts.child("kid", "sequence"))
                .connect(engine, Reach.REMOTE);
        await(engine.raiseEvent("event-0", "go", "\"now\"", null));
        await(engine.raiseEvent("event-2", "go", "\"now\"", null));
        now.set(Instant.parse("2026-01-01T00:35:00Z"));

        Map.of(
                        "event-0", "\"now\"",
                        "event-1", "\"waiting\"",
                        "event-2", "\"now\"",
                        "timer-0", "\"fired\"",
                        "fan-0", "5",
                        "later-0", "\"done\"",
                        "pending-0", "\"done\"",
                        "kid", "\"done\"")
                .forEach((id, output) -> assertThat(await(engine.waitFor(id, WaitCondition.COMPLETED))
                                .output())
                        .as(id)
                        .isEqualTo(output));
        worker.close();
    }
}
