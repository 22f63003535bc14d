package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.engine.record.StoreRecord;
import dev.perdure.engine.state.Keys;
import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Mutation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ListingTest extends EngineFixture {

    private void startMany() {
        for (int i = 0; i < 60; i++) {
            String name = i % 3 == 0 ? "event" : "timer";
            await(engine.start(new StartRequest(
                    "i" + i, name, null, null, null, Map.of("team", i % 2 == 0 ? "red" : "blue"), null, null)));
            if (i % 6 == 0) {
                await(engine.terminate("i" + i, null, null));
            }
            clock.advance(Duration.ofSeconds(1));
        }
    }

    private static InstanceQuery query(
            Set<RuntimeStatus> statuses, @Nullable String name, Map<String, String> tags, int size, String from) {
        return new InstanceQuery(null, null, statuses, "", size, from, false, name, tags, false);
    }

    private List<String> all(Set<RuntimeStatus> statuses, @Nullable String name, Map<String, String> tags) {
        List<String> ids = new ArrayList<>();
        String continuation = "";
        do {
            InstancePage page = engine.instances(query(statuses, name, tags, 7, continuation));
            assertThat(page.instances()).hasSizeLessThanOrEqualTo(7);
            if (!page.continuation().isEmpty()) {
                assertThat(page.instances()).hasSize(7);
            }
            page.instances().forEach(view -> ids.add(view.instanceId()));
            continuation = page.continuation();
        } while (!continuation.isEmpty());
        assertThat(ids).doesNotHaveDuplicates();
        return ids;
    }

    @Test
    void listsByNameStatusAndTagInFullPages() {
        startMany();

        assertThat(all(Set.of(), null, Map.of())).hasSize(60);
        assertThat(all(Set.of(), "event", Map.of())).hasSize(20);
        assertThat(all(Set.of(), "nobody", Map.of())).isEmpty();
        assertThat(all(Set.of(RuntimeStatus.PENDING), null, Map.of())).hasSize(50);
        assertThat(all(Set.of(RuntimeStatus.TERMINATED), null, Map.of())).hasSize(10);
        assertThat(all(Set.of(RuntimeStatus.PENDING), "event", Map.of())).hasSize(10);
        assertThat(all(Set.of(), "event", Map.of("team", "blue"))).hasSize(10);
        assertThat(all(Set.of(), null, Map.of("team", "green"))).isEmpty();
    }

    @Test
    void aContinuationSurvivesARestartAndOneOfAnotherQueryIsRefused() {
        startMany();
        InstancePage first = engine.instances(query(Set.of(), "timer", Map.of(), 5, ""));
        engine.close();
        engine = open();

        InstancePage second = engine.instances(query(Set.of(), "timer", Map.of(), 1_000, first.continuation()));

        assertThat(second.instances()).hasSize(35);
        for (String bad : List.of("x", "0:", "99:00", "-1:00", "0:zz", first.continuation() + "0")) {
            assertThatThrownBy(() -> engine.instances(query(Set.of(), null, Map.of(), 5, bad)))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("continuation");
        }
    }

    @Test
    void listsEndedOnesByTheTimeTheyEnded() {
        startMany();
        Instant half = Instant.parse("2026-01-01T00:00:30Z");

        List<String> ids = new ArrayList<>();
        String lastKey = "";
        do {
            EndedPage page = engine.listEnded(Set.of(), half, null, 2, lastKey);
            ids.addAll(page.instanceIds());
            lastKey = page.lastKey();
        } while (!lastKey.isEmpty());

        assertThat(ids).containsExactly("i30", "i36", "i42", "i48", "i54");
        assertThat(engine.listEnded(Set.of(RuntimeStatus.FAILED), null, null, 10, "")
                        .instanceIds())
                .isEmpty();
    }

    @Test
    void purgesByFilterOnlyWhatHasEndedAndFits() {
        startMany();
        Instant half = Instant.parse("2026-01-01T00:00:30Z");

        assertThat(purge(half, Set.of(RuntimeStatus.PENDING))).isEqualTo(new PurgeResult(0, true));
        assertThat(purge(half, Set.of(RuntimeStatus.FAILED))).isEqualTo(new PurgeResult(0, true));
        assertThat(purge(half, Set.of(RuntimeStatus.TERMINATED, RuntimeStatus.PENDING)))
                .isEqualTo(new PurgeResult(5, true));
        assertThat(purge(Instant.EPOCH, Set.of())).isEqualTo(new PurgeResult(5, true));

        assertThat(all(Set.of(), null, Map.of())).hasSize(50);
        assertThat(StoredFamilies.of(storage)).doesNotContain("COMPLETED_INDEX", "PAYLOAD", "HISTORY");
    }

    @Test
    void purgesManyMoreThanOneStepTakes() {
        List<CompletableFuture<Outcome>> answers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            answers.add(engine.start(request("i" + i, "event", null)));
            answers.add(engine.terminate("i" + i, null, null));
        }
        answers.forEach(EngineFixture::await);

        assertThat(purge(Instant.EPOCH, Set.of())).isEqualTo(new PurgeResult(1_000, true));

        assertThat(StoredFamilies.of(storage)).containsExactly("META");
    }

    private PurgeResult purge(Instant from, Set<RuntimeStatus> statuses) {
        return await(engine.purge(new PurgeFilter(from, null, statuses, Duration.ofMinutes(1))));
    }

    @Test
    @Timeout(60)
    void endedOnesGoByThemselvesWhenTheirRetentionIsOver() {
        startMany();
        engine.close();
        clock.advance(Duration.ofMinutes(11));

        EngineOptions options = new EngineOptions(
                4,
                10_000,
                Duration.ofMinutes(2),
                Duration.ofMinutes(30),
                Duration.ofMinutes(15),
                100,
                Map.of(RuntimeStatus.TERMINATED, Duration.ofMinutes(10)));
        engine = TaskHubEngine.open(storage, options, clock, random);

        while (StoredFamilies.of(storage).contains("COMPLETED_INDEX")) {
            Thread.onSpinWait();
        }
        assertThat(all(Set.of(), null, Map.of())).hasSize(50);
    }

    @Test
    void buildsTheIndexesOfAStoreOfTheFormatBefore() throws Exception {
        startMany();
        engine.close();
        List<Mutation> older = new ArrayList<>();
        for (Family family : List.of(Family.COMPLETED_INDEX, Family.OPEN_INDEX, Family.NAME_INDEX)) {
            storage.scan(family, new byte[0], new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff}, (key, value) -> {
                older.add(new Mutation(family, key, null));
                return true;
            });
        }
        StoreRecord record = StoreRecord.parseFrom(storage.get(Family.META, Keys.store()));
        older.add(new Mutation(
                Family.META,
                Keys.store(),
                record.toBuilder().setFormatVersion(1).build().toByteArray()));
        storage.write(older);

        engine = open();

        assertThat(all(Set.of(), "event", Map.of())).hasSize(20);
        assertThat(all(Set.of(RuntimeStatus.PENDING), null, Map.of())).hasSize(50);
        assertThat(engine.listEnded(Set.of(), null, null, 100, "").instanceIds())
                .hasSize(10);
    }
}
