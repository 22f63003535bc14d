package dev.perdure.sdk.internal.worker;

import dev.perdure.sdk.internal.activity.ActivityDefinition;
import dev.perdure.sdk.internal.entity.EntityDefinition;
import dev.perdure.sdk.internal.executor.OrchestratorDefinition;
import java.util.Map;

/**
 * What a worker serves, by name.
 *
 * <p>Immutable.
 *
 * @param orchestrators by orchestrator name
 * @param activities by activity name
 * @param entities by entity name, in lower case
 */
public record Registry(
        Map<String, OrchestratorDefinition> orchestrators,
        Map<String, ActivityDefinition> activities,
        Map<String, EntityDefinition> entities) {

    public Registry {
        orchestrators = Map.copyOf(orchestrators);
        activities = Map.copyOf(activities);
        entities = Map.copyOf(entities);
    }
}
