package dev.perdure.sdk;

import java.time.Duration;
import java.util.Optional;

/**
 * Decides what follows a failed try: {@link RetryPolicy}, or code of the user's own. It is asked in each replay, so it must
 * decide by what it is given alone; it may use the orchestration's context, but not wait. Failures marked as
 * non-retriable end the task without asking, and so does the try number {@value RetryPolicy#ATTEMPTS_MAX}. If it throws,
 * whether an exception or an error, the task fails at its await with an {@link IllegalStateException} that names the failed
 * try and has what was thrown as its cause.
 *
 * <p>Called on the orchestrator's thread.
 */
@FunctionalInterface
public interface RetryHandler {

    /**
     * How long to wait before the next try, by a durable timer; zero: try at once.
     *
     * @return empty to give up; then the task fails as the last try did
     */
    Optional<Duration> waitAfter(FailedTry failed);
}
