package dev.perdure.sdk;

import static dev.perdure.sdk.RetryPolicy.retrying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

    @Test
    void doublesTheWaitUpToAnHour() {
        RetryPolicy policy = retrying(100, Duration.ofMinutes(10));

        assertThat(policy.waitAfter(1)).isEqualTo(Duration.ofMinutes(10));
        assertThat(policy.waitAfter(2)).isEqualTo(Duration.ofMinutes(20));
        assertThat(policy.waitAfter(3)).isEqualTo(Duration.ofMinutes(40));
        assertThat(policy.waitAfter(4)).isEqualTo(Duration.ofHours(1));
        assertThat(policy.waitAfter(99)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void keepsWaitsEqualWithACoefficientOfOne() {
        RetryPolicy policy = retrying(3, Duration.ofNanos(1_500)).backoff(1);

        assertThat(policy.waitAfter(1)).isEqualTo(Duration.ofNanos(1_500));
        assertThat(policy.waitAfter(50)).isEqualTo(Duration.ofNanos(1_500));
    }

    @Test
    void neverExceedsTheLongestWait() {
        RetryPolicy policy = retrying(RetryPolicy.ATTEMPTS_MAX, Duration.ofSeconds(10))
                .backoff(1_000)
                .maxInterval(Duration.ofSeconds(3));

        for (int attempt = 1; attempt < RetryPolicy.ATTEMPTS_MAX; attempt++) {
            assertThat(policy.waitAfter(attempt)).isEqualTo(Duration.ofSeconds(3));
        }
    }

    @Test
    void waitsLongerThanAnHourOnlyIfTheFirstWaitIs() {
        assertThat(retrying(3, Duration.ofHours(5)).waitAfter(2)).isEqualTo(Duration.ofHours(5));
    }

    @Test
    void waitsNotAtAllIfTheFirstWaitIsZero() {
        assertThat(retrying(3, Duration.ZERO).waitAfter(2)).isZero();
    }

    @Test
    void refusesValuesOutOfRange() {
        assertThatThrownBy(() -> retrying(0, Duration.ofSeconds(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> retrying(1, Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> retrying(1, Duration.ofDays(366))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> retrying(2, Duration.ZERO).backoff(0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> retrying(2, Duration.ZERO).backoff(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
