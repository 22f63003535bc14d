package dev.perdure.sdk;

import static dev.perdure.sdk.RetryPolicy.retrying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.core.FailureDetails;
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

    private record Failed(int attempt, Duration elapsed, double chance, FailureDetails failure) implements FailedTry {
        @Override
        public String taskName() {
            return "task";
        }
    }

    private static Failed failed(int attempt, long seconds, double chance) {
        return new Failed(attempt, Duration.ofSeconds(seconds), chance, FailureDetails.of("Kind", "why"));
    }

    @Test
    void givesUpAfterItsAttempts() {
        RetryPolicy policy = retrying(3, Duration.ofSeconds(1));

        assertThat(policy.waitAfter(failed(2, 0, 0))).contains(Duration.ofSeconds(2));
        assertThat(policy.waitAfter(failed(3, 0, 0))).isEmpty();
    }

    @Test
    void beginsNoWaitThatWouldEndBeyondTheTotalTime() {
        RetryPolicy policy = retrying(10, Duration.ofSeconds(4)).totalTime(Duration.ofSeconds(10));

        assertThat(policy.waitAfter(failed(1, 6, 0))).contains(Duration.ofSeconds(4));
        assertThat(policy.waitAfter(failed(1, 7, 0))).isEmpty();
    }

    @Test
    void shortensWaitsByJitterBeforeItLooksAtTheTotalTime() {
        RetryPolicy policy = retrying(10, Duration.ofSeconds(4)).jitter(0.5).totalTime(Duration.ofSeconds(10));

        assertThat(policy.waitAfter(failed(1, 0, 0))).contains(Duration.ofSeconds(4));
        assertThat(policy.waitAfter(failed(1, 0, 0.5))).contains(Duration.ofSeconds(3));
        assertThat(policy.waitAfter(failed(1, 7, 0.5))).contains(Duration.ofSeconds(3));
        assertThat(retrying(2, Duration.ofDays(365)).jitter(1).waitAfter(failed(1, 0, 0.999)))
                .hasValueSatisfying(wait -> assertThat(wait).isBetween(Duration.ofHours(1), Duration.ofDays(1)));
    }

    @Test
    void asksEveryCondition() {
        RetryPolicy policy = retrying(10, Duration.ofSeconds(1))
                .retryIf(f -> f.errorType().equals("Kind"))
                .retryIf(f -> f.message().equals("why"));

        assertThat(policy.waitAfter(failed(1, 0, 0))).isPresent();
        assertThat(policy.retryIf(f -> false).waitAfter(failed(1, 0, 0))).isEmpty();
    }

    @Test
    void refusesJitterAndTotalTimesThatAreNone() {
        RetryPolicy policy = retrying(2, Duration.ofSeconds(1));

        for (double part : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> policy.jitter(part)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> policy.totalTime(Duration.ofDays(366))).hasMessageContaining("total time");
        assertThat(policy.jitter(0.2).totalTime(Duration.ofSeconds(9)).toString())
                .contains("in PT9S")
                .contains("jitter 0.2");
    }
}
