package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.record.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A purge by filter that does not come to its end. */
class PurgeByFilterTest extends EngineFixture {

    private void endMany(int instances) {
        List<CompletableFuture<Outcome>> answers = new ArrayList<>();
        for (int i = 0; i < instances; i++) {
            answers.add(engine.start(request("i" + i, "event", null)));
            answers.add(engine.terminate("i" + i, null, null));
        }
        answers.forEach(EngineFixture::await);
    }

    private static PurgeFilter all(Duration timeLimit) {
        return new PurgeFilter(Instant.EPOCH, null, Set.of(), timeLimit);
    }

    @Test
    void isAnsweredWhenTheEngineIsClosedAlready() {
        endMany(10);
        engine.close();

        assertThat(await(engine.purge(all(Duration.ofMinutes(1))))).isEqualTo(new PurgeResult(0, false));
    }

    @Test
    void stopsAtItsTimeLimitSaysSoAndGoesOnWhenAskedAgain() {
        endMany(1_000);
        engine.close();
        // Each step takes ten seconds.
        engine = TaskHubEngine.open(storage, EngineOptions.defaults(), clock, random, (partition, command) -> {
            if (command.getKindCase() == Command.KindCase.PURGE_ENDED) {
                clock.advance(Duration.ofSeconds(10));
            }
        });

        PurgeResult first = await(engine.purge(all(Duration.ofSeconds(25))));

        assertThat(first.complete()).isFalse();
        assertThat(first.count()).isBetween(1L, 399L);
        PurgeResult second = await(engine.purge(all(Duration.ofHours(1))));
        assertThat(second).isEqualTo(new PurgeResult(1_000 - first.count(), true));
        assertThat(StoredFamilies.of(storage)).containsExactly("META");
    }
}
