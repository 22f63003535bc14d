package dev.perdure.engine;

import dev.perdure.core.RuntimeStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which ended instances to purge. One that has not ended is never purged by a filter. Immutable.
 *
 * @param createdFrom created at or after
 * @param createdTo created at or before, or null
 * @param statuses only these; empty means any in which an instance has ended; if none of them is such a status, nothing
 *     is purged
 * @param timeLimit after which the purge stops and answers what it has done; longer than zero
 */
public record PurgeFilter(
        Instant createdFrom, @Nullable Instant createdTo, Set<RuntimeStatus> statuses, Duration timeLimit) {

    public PurgeFilter {
        statuses = Set.copyOf(statuses);
        if (timeLimit.isZero() || timeLimit.isNegative()) {
            throw new IllegalArgumentException("The time limit must be longer than zero, not " + timeLimit + ".");
        }
    }
}
