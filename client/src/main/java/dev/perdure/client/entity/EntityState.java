package dev.perdure.client.entity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perdure.client.internal.ManagementResponses;
import dev.perdure.client.internal.Payload;
import dev.perdure.core.EntityId;
import dev.perdure.core.data.DataConversionException;
import dev.perdure.core.data.DataConverter;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An entity as the host described it at one moment. Immutable. */
public final class EntityState {

    private final EntityId id;
    private final @Nullable Instant lastOperationTime;
    private final Payload state;

    private EntityState(EntityId id, @Nullable Instant lastOperationTime, Payload state) {
        this.id = id;
        this.lastOperationTime = lastOperationTime;
        this.state = state;
    }

    /** The entity whose state was read; the state may be the JSON null. */
    static EntityState read(EntityId id, JsonNode state, DataConverter converter) {
        return new EntityState(id, null, new Payload(state, converter));
    }

    /** The entity in an item of a list, where a null state means that it was not fetched or is null. */
    static EntityState listed(JsonNode item, DataConverter converter) {
        JsonNode id = item.path("entityId");
        if (!id.path("name").isTextual() || !id.path("key").isTextual()) {
            throw new IllegalArgumentException("an item of it is not an entity");
        }
        return new EntityState(
                new EntityId(id.path("name").textValue(), id.path("key").textValue()),
                ManagementResponses.moment(item.path("lastOperationTime")),
                Payload.field(item, "state", converter));
    }

    public EntityId id() {
        return id;
    }

    /** When the last operation was done; empty when a single state was read. Hosts may cut it to whole seconds. */
    public Optional<Instant> lastOperationTime() {
        return Optional.ofNullable(lastOperationTime);
    }

    /**
     * The state as JSON text. Of a single entity: the text {@code null} if that is the state. In a list: empty if states
     * were not fetched, and if the state is null.
     */
    public Optional<String> json() {
        return state.text();
    }

    /**
     * The state as a value of {@code type}; empty if it is the JSON null, or was not fetched.
     *
     * @throws DataConversionException if it does not fit the type
     */
    public <T> Optional<T> as(Class<T> type) {
        return state.as(type);
    }

    /** The id. */
    @Override
    public String toString() {
        return "entity '" + id + "'";
    }
}
