package dev.perdure.sdk;

import dev.perdure.core.EntityId;
import java.util.List;

/**
 * A stretch of an orchestrator during which it alone works with some entities: made by
 * {@link OrchestrationContext#lockEntities}, ended by {@link #close}. Whatever ends the orchestration ends it too.
 *
 * <p>Confined to the orchestrator's thread.
 */
public interface CriticalSection extends AutoCloseable {

    /** The locked entities, each once, in the order of their ids. */
    List<EntityId> entities();

    /** Gives the locks back. Does not wait. Idempotent. */
    @Override
    void close();
}
