package dev.perdure.engine;

import dev.perdure.core.RuntimeStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which instances to list, and which page. Immutable.
 *
 * @param createdFrom created at or after, or null
 * @param createdTo created at or before, or null
 * @param statuses only these; empty means any
 * @param idPrefix only ids that begin so; empty means any
 * @param pageSize 1 to {@value #PAGE_MAX}
 * @param continuation what the page before returned, or empty for the first page
 * @param withPayloads whether inputs and outputs are read too
 * @param name only of this orchestrator, exactly; null means any
 * @param tags only those that have all of these; empty means any
 * @param withEntities whether ids that begin with {@code @} are listed too
 */
public record InstanceQuery(
        @Nullable Instant createdFrom,
        @Nullable Instant createdTo,
        Set<RuntimeStatus> statuses,
        String idPrefix,
        int pageSize,
        String continuation,
        boolean withPayloads,
        @Nullable String name,
        Map<String, String> tags,
        boolean withEntities) {

    /** The greatest page. */
    public static final int PAGE_MAX = 1_000;

    public InstanceQuery {
        statuses = Set.copyOf(statuses);
        tags = Map.copyOf(tags);
        if (pageSize < 1 || pageSize > PAGE_MAX) {
            throw new IllegalArgumentException("A page has 1 to " + PAGE_MAX + " instances, not " + pageSize + ".");
        }
    }

    /** Orchestrations of any name and tags. */
    public InstanceQuery(
            @Nullable Instant createdFrom,
            @Nullable Instant createdTo,
            Set<RuntimeStatus> statuses,
            String idPrefix,
            int pageSize,
            String continuation,
            boolean withPayloads) {
        this(createdFrom, createdTo, statuses, idPrefix, pageSize, continuation, withPayloads, null, Map.of(), false);
    }
}
