package dev.perdure.engine.transfer;

import java.util.List;

/**
 * An instance or entity with all that belongs to it but indexes and idempotency keys. Immutable.
 *
 * @param id of the instance; of an entity, {@code @name@key}
 * @param name of the orchestrator; empty for an entity
 * @param status of the instance as the protocol numbers it; 0 for an entity
 */
public record PortableInstance(String id, String name, int status, List<PortableRow> rows) {

    public PortableInstance {
        rows = List.copyOf(rows);
    }
}
