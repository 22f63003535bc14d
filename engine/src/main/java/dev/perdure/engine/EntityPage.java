package dev.perdure.engine;

import java.util.List;

/**
 * One page of a listing of entities. Immutable.
 *
 * @param entities in the order of their ids within a partition
 * @param continuation opaque; empty when there are no more
 */
public record EntityPage(List<EntityView> entities, String continuation) {

    public EntityPage {
        entities = List.copyOf(entities);
    }
}
