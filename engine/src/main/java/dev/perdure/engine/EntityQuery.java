package dev.perdure.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which entities to list, and which page. Immutable.
 *
 * @param idPrefix only ids that begin so, as {@code @name@k}; empty means any
 * @param lastModifiedFrom modified at or after, or null
 * @param lastModifiedTo modified at or before, or null
 * @param withState whether the states are read too
 * @param withTransient whether entities without state, which are only locked or have a queue, are listed too
 * @param pageSize 1 to {@value #PAGE_MAX}
 * @param continuation what the page before returned, or empty for the first page
 */
public record EntityQuery(
        String idPrefix,
        @Nullable Instant lastModifiedFrom,
        @Nullable Instant lastModifiedTo,
        boolean withState,
        boolean withTransient,
        int pageSize,
        String continuation) {

    /** The greatest page. */
    public static final int PAGE_MAX = 1_000;

    public EntityQuery {
        if (pageSize < 1 || pageSize > PAGE_MAX) {
            throw new IllegalArgumentException("A page has 1 to " + PAGE_MAX + " entities, not " + pageSize + ".");
        }
    }
}
