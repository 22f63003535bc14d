package dev.perdure.sdk;

import dev.perdure.core.FailureDetails;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How often something that failed is tried again, and after what waits. The waits are durable timers: they survive crashes
 * and hold no thread. Failures marked as non-retriable are never retried. Where the failing side says how long it wants to
 * be left alone ({@link FailedTry#retryAfter}), no wait is shorter than that. Each method returns a changed policy and leaves
 * this one as it is.
 *
 * <p>Immutable.
 */
public final class RetryPolicy implements RetryHandler {

    /** The greatest number of tries. */
    public static final int ATTEMPTS_MAX = 10_000;

    private static final Duration LONGEST = Duration.ofDays(365);

    private final int attempts;
    private final Duration first;
    private final double backoff;
    private final Duration maxInterval;
    private final @Nullable Duration totalTime;
    private final double jitter;
    private final Predicate<FailureDetails> retriable;

    private RetryPolicy(
            int attempts,
            Duration first,
            double backoff,
            Duration maxInterval,
            @Nullable Duration totalTime,
            double jitter,
            Predicate<FailureDetails> retriable) {
        this.attempts = attempts;
        this.first = first;
        this.backoff = backoff;
        this.maxInterval = maxInterval;
        this.totalTime = totalTime;
        this.jitter = jitter;
        this.retriable = retriable;
    }

    /**
     * Up to {@code attempts} tries in all, with a wait of {@code first} after the first failure, doubled after each
     * further one, up to an hour (or {@code first}, if that is longer).
     *
     * @throws IllegalArgumentException if {@code attempts} is not 1 to {@value #ATTEMPTS_MAX}, or {@code first} is
     *     negative or longer than 365 days
     */
    public static RetryPolicy retrying(int attempts, Duration first) {
        if (attempts < 1 || attempts > ATTEMPTS_MAX) {
            throw new IllegalArgumentException(
                    "A retry policy makes 1 to " + ATTEMPTS_MAX + " attempts, not " + attempts + ".");
        }
        requireInterval("The first wait", first);
        Duration hour = Duration.ofHours(1);
        return new RetryPolicy(
                attempts, first, 2.0, first.compareTo(hour) > 0 ? first : hour, null, 0, failure -> true);
    }

    /**
     * The same policy, with each wait {@code coefficient} times the one before; 1 keeps them equal.
     *
     * @throws IllegalArgumentException if {@code coefficient} is not 1 to 1,000
     */
    public RetryPolicy backoff(double coefficient) {
        if (!(coefficient >= 1 && coefficient <= 1_000)) {
            throw new IllegalArgumentException("A back-off coefficient is 1 to 1000, not " + coefficient + ".");
        }
        return new RetryPolicy(attempts, first, coefficient, maxInterval, totalTime, jitter, retriable);
    }

    /**
     * The same policy, with no wait longer than {@code longest}.
     *
     * @throws IllegalArgumentException if {@code longest} is negative or longer than 365 days
     */
    public RetryPolicy maxInterval(Duration longest) {
        requireInterval("The longest wait", longest);
        return new RetryPolicy(attempts, first, backoff, longest, totalTime, jitter, retriable);
    }

    /**
     * The same policy, with no try that begins later than {@code limit} after the first: a wait that would end beyond it
     * is not begun. A try under way is not cut short.
     *
     * @throws IllegalArgumentException if {@code limit} is negative or longer than 365 days
     */
    public RetryPolicy totalTime(Duration limit) {
        requireInterval("The total time", limit);
        return new RetryPolicy(attempts, first, backoff, maxInterval, limit, jitter, retriable);
    }

    /**
     * The same policy, with each wait shortened at random by up to this part of it: 0 for none, 1 for anything down to no
     * wait. The random number is the same in each replay.
     *
     * @throws IllegalArgumentException if {@code part} is not 0 to 1
     */
    public RetryPolicy jitter(double part) {
        if (!(part >= 0 && part <= 1)) {
            throw new IllegalArgumentException("The jitter of a retry policy is 0 to 1, not " + part + ".");
        }
        return new RetryPolicy(attempts, first, backoff, maxInterval, totalTime, part, retriable);
    }

    /**
     * The same policy, for failures that {@code condition} accepts too; any other ends the task. Asked in each replay, so
     * it must look at nothing but the failure. If it throws, the task fails as {@link RetryHandler} says.
     */
    public RetryPolicy retryIf(Predicate<FailureDetails> condition) {
        Objects.requireNonNull(condition, "condition");
        return new RetryPolicy(
                attempts, first, backoff, maxInterval, totalTime, jitter, f -> retriable.test(f) && condition.test(f));
    }

    /** The number of tries in all, at least 1. */
    public int attempts() {
        return attempts;
    }

    @Override
    public Optional<Duration> waitAfter(FailedTry failed) {
        if (failed.attempt() >= attempts || !retriable.test(failed.failure())) {
            return Optional.empty();
        }
        Duration wait = waitAfter(failed.attempt());
        if (jitter > 0) {
            wait = Duration.ofNanos((long) (wait.toNanos() * (1 - jitter * failed.chance())));
        }
        Duration asked = failed.retryAfter().orElse(Duration.ZERO);
        wait = wait.compareTo(asked) < 0 ? asked : wait;
        if (totalTime != null && failed.elapsed().plus(wait).compareTo(totalTime) > 0) {
            return Optional.empty();
        }
        return Optional.of(wait);
    }

    /** The wait after the try number {@code attempt} (1 = the first) has failed, without jitter. */
    public Duration waitAfter(int attempt) {
        // In whole milliseconds at the far end: far below the precision that matters, and it cannot overflow.
        double factor = StrictMath.pow(backoff, attempt - 1.0);
        double millis = first.toMillis() * factor;
        if (millis >= maxInterval.toMillis()) {
            return first.compareTo(maxInterval) < 0 || factor > 1 ? maxInterval : min(first, maxInterval);
        }
        return factor == 1 ? first : Duration.ofMillis((long) millis);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static void requireInterval(String what, Duration interval) {
        if (interval.isNegative() || interval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(what + " of a retry policy is 0 to 365 days, not " + interval + ".");
        }
    }

    @Override
    public String toString() {
        return "RetryPolicy[" + attempts + " attempts, first " + first + ", backoff " + backoff + ", at most "
                + maxInterval
                + (totalTime == null ? "" : ", in " + totalTime)
                + (jitter == 0 ? "" : ", jitter " + jitter) + "]";
    }
}
