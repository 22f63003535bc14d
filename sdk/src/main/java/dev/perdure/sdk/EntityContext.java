package dev.perdure.sdk;

import dev.perdure.core.EntityId;
import dev.perdure.core.data.TypeRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one operation of an entity works with. Everything it does takes effect together with its result, exactly once, and
 * not at all if the operation throws.
 *
 * <p>Used by the thread of the operation, and only until the operation ends; then calls throw
 * {@link IllegalStateException}.
 */
public interface EntityContext {

    /** The entity. */
    EntityId id();

    /** The name of the operation, as it was asked for. */
    String operation();

    /**
     * The input of the operation, null for none.
     *
     * @throws dev.perdure.core.data.DataConversionException if it does not fit the type
     */
    <T> @Nullable T input(Class<T> type);

    /** Like {@link #input(Class)}, for a type with generic arguments. */
    <T> @Nullable T input(TypeRef<T> type);

    /** Whether the entity has a state: one that was set and not deleted since. */
    boolean hasState();

    /** Deletes the state. An entity without state, messages and locks takes no room. */
    void deleteState();

    /** Asks an operation of another entity, or of this one, without waiting for it. */
    void signalEntity(EntityId entity, String operation, @Nullable Object input);

    /** Like {@link #signalEntity(EntityId, String, Object)}, to be delivered at {@code at}, not before. */
    void signalEntity(EntityId entity, String operation, @Nullable Object input, Instant at);

    /** Starts an orchestration under an instance id that the host chooses. */
    <I> void startOrchestration(Class<? extends Orchestrator<I, ?>> orchestrator, @Nullable I input);

    /**
     * Starts an orchestration, unless an instance of that id is under way.
     *
     * @param instanceId the id of the new instance; null: the host chooses
     * @throws dev.perdure.core.InvalidInstanceIdException if that is no legal instance id
     */
    void startOrchestration(String orchestrator, @Nullable Object input, @Nullable String instanceId);
}
