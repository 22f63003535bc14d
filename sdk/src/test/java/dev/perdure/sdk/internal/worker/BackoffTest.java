package dev.perdure.sdk.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(5), new SplittableRandom(7));

    @Test
    void doublesUpToTheLimitAndSpreadsBetweenHalfAndWhole() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(backoff.millisAfter(1)).isBetween(25L, 50L);
            assertThat(backoff.millisAfter(2)).isBetween(50L, 100L);
            assertThat(backoff.millisAfter(7)).isBetween(1_600L, 3_200L);
            assertThat(backoff.millisAfter(8)).isBetween(2_500L, 5_000L);
            assertThat(backoff.millisAfter(Integer.MAX_VALUE)).isBetween(2_500L, 5_000L);
        }
    }

    @Test
    void doesNotSendAllWorkersBackAtTheSameMoment() {
        assertThat(LongStream.range(0, 200)
                        .map(i -> backoff.millisAfter(9))
                        .distinct()
                        .count())
                .isGreaterThan(100);
    }
}
