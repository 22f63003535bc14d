package dev.perdure.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The committed state of one entity at one moment. Immutable.
 *
 * @param id {@code @name@key}
 * @param name in lower case
 * @param key case-sensitive, may be empty
 * @param state the serialized state, or null if there is none or it was not asked for
 * @param lastModified when a batch of operations was last applied; of a new entity, when its first operation came
 * @param backlog how many messages wait in its queue
 * @param lockedBy the instance id of the orchestration that holds its lock, or null
 */
public record EntityView(
        String id,
        String name,
        String key,
        @Nullable String state,
        Instant lastModified,
        int backlog,
        @Nullable String lockedBy) {}
