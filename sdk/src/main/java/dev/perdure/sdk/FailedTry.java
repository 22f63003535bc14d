package dev.perdure.sdk;

import dev.perdure.core.FailureDetails;
import java.time.Duration;
import java.util.Optional;

/** A try that has failed, as a {@link RetryHandler} sees it. Immutable. */
public interface FailedTry {

    /** The name of the activity or sub-orchestration, the operation and its entity, or the method and URI without its query. */
    String taskName();

    /** Why it failed. */
    FailureDetails failure();

    /** The number of this try, 1 for the first. */
    int attempt();

    /** The time since the first try was asked for, as the orchestrator's clock shows it. */
    Duration elapsed();

    /** A random number from 0 to 1, below 1: another for each try, the same one in each replay. */
    double chance();

    /**
     * How long the failing side asks to be left alone: the {@code Retry-After} of an HTTP answer, 0 to 365 days. Empty if it
     * does not ask, and for all but HTTP calls. {@link RetryPolicy} waits for that long at least.
     */
    default Optional<Duration> retryAfter() {
        return Optional.empty();
    }
}
