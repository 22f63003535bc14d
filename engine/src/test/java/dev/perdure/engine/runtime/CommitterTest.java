package dev.perdure.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.EngineStoppedException;
import dev.perdure.engine.storage.MemoryStorage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CommitterTest {

    @Test
    void failsABatchThatComesAfterTheEnd() {
        Committer committer = new Committer(new MemoryStorage(), cause -> {});
        committer.close();
        committer.run();
        CompletableFuture<String> reply = new CompletableFuture<>();
        AtomicInteger done = new AtomicInteger();

        committer.submit(new CommitBatch(List.of(), List.of(Effect.reply(reply, "")), done::incrementAndGet));

        assertThat(reply)
                .failsWithin(java.time.Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(EngineStoppedException.class);
        assertThat(done).hasValue(1);
    }
}
