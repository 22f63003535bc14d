package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.record.PartitionRecord;
import dev.perdure.engine.state.Keys;
import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Mutation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How many idempotency keys are remembered, and whose are forgotten first. */
class RememberedKeysTest extends EngineFixture {

    private static final int KEYS_MAX = 1_000_000;
    private static final int INSTANCE_KEYS_MAX = 10_000;

    @Override
    TaskHubEngine open() {
        EngineOptions defaults = EngineOptions.defaults();
        EngineOptions onePartition = new EngineOptions(
                1,
                defaults.inboxLimit(),
                defaults.turnLease(),
                defaults.activityLease(),
                defaults.keyRetention(),
                defaults.cachedInstances());
        return TaskHubEngine.open(storage, onePartition, clock, random);
    }

    private CompletableFuture<Outcome> terminate(String id, String key) {
        clock.advance(Duration.ofMillis(1));
        return engine.terminate(id, null, new RequestKey(key, 1));
    }

    /** A key that is remembered is refused for another request. */
    private boolean isRemembered(String id, String key) {
        return await(engine.raiseEvent(id, "x", null, new RequestKey(key, 2))) instanceof Outcome.Rejected r
                && r.reason() == Outcome.Reason.KEY_REUSED;
    }

    @Test
    void aNoisyInstanceForgetsItsOwnOldestKeysAndNoneOfOthers() {
        await(terminate("quiet", "first of all"));
        List<CompletableFuture<Outcome>> answers = new ArrayList<>();
        for (int i = 0; i <= INSTANCE_KEYS_MAX; i++) {
            answers.add(terminate("noisy", "key" + i));
            if (answers.size() == 1_000) {
                answers.forEach(EngineFixture::await);
                answers.clear();
            }
        }
        answers.forEach(EngineFixture::await);

        assertThat(isRemembered("quiet", "first of all")).isTrue();
        assertThat(isRemembered("noisy", "key" + INSTANCE_KEYS_MAX)).isTrue();
        assertThat(isRemembered("noisy", "key1000")).isTrue();
        assertThat(isRemembered("noisy", "key999")).isFalse();
        assertThat(isRemembered("noisy", "key0")).isFalse();
    }

    @Test
    void aFullPartitionForgetsTheKeyThatExpiresFirst() throws Exception {
        await(terminate("a", "first"));
        await(terminate("b", "second"));
        engine.close();
        byte[] record = Keys.partitionRecord(0);
        PartitionRecord full = PartitionRecord.parseFrom(storage.get(Family.META, record)).toBuilder()
                .setKeys(KEYS_MAX)
                .build();
        storage.write(List.of(new Mutation(Family.META, record, full.toByteArray())));
        engine = open();

        await(terminate("c", "third"));

        assertThat(isRemembered("b", "second")).isTrue();
        assertThat(isRemembered("c", "third")).isTrue();
        assertThat(isRemembered("a", "first")).isFalse();
    }
}
