package dev.perdure.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.engine.EngineStoppedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReadersTest {

    /** What became of a read. */
    private static final class Fate implements Readers.Read {
        private final CompletableFuture<String> told = new CompletableFuture<>();

        @Override
        public void run() {
            told.complete("run");
        }

        @Override
        public void dropped() {
            told.complete("dropped");
        }

        String await() throws Exception {
            return told.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aReadThatIsStillQueuedWhenTheGraceIsOverIsToldSo() throws Exception {
        Readers readers = new Readers(Duration.ZERO);
        CountDownLatch neverOpened = new CountDownLatch(1);
        for (int i = 0; i < 2; i++) {
            readers.execute(() -> {
                try {
                    neverOpened.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        Fate queued = new Fate();
        readers.execute(queued);

        readers.close();

        assertThat(queued.await()).isEqualTo("dropped");
    }

    @Test
    void aReadForLaterFailsWhenItIsDropped() {
        Readers stepped = new Readers(new QueuedReads());
        CompletableFuture<String> queued = stepped.later(() -> "read");

        stepped.close();

        assertThatThrownBy(queued::join).hasCauseInstanceOf(EngineStoppedException.class);
        assertThatThrownBy(stepped.later(() -> "read")::join).hasCauseInstanceOf(EngineStoppedException.class);
    }

    @Test
    void aReadThatComesAfterTheEndIsToldSo() throws Exception {
        Readers readers = new Readers(Duration.ofSeconds(10));
        Fate before = new Fate();
        readers.execute(before);
        readers.close();
        Fate after = new Fate();

        readers.execute(after);

        assertThat(before.await()).isEqualTo("run");
        assertThat(after.await()).isEqualTo("dropped");
    }

    @Test
    void aVirtualThreadThatReadsAfterTheEndIsToldThatTheEngineHasStopped() throws Exception {
        Readers readers = new Readers(Duration.ofSeconds(10));
        readers.close();
        CompletableFuture<String> read = new CompletableFuture<>();

        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                read.complete(readers.read(() -> "read"));
            } catch (RuntimeException e) {
                read.completeExceptionally(e);
            }
        });

        assertThatThrownBy(() -> read.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(EngineStoppedException.class);
        reader.join();
    }
}
