package dev.perdure.sdk.internal.worker;

import dev.perdure.sdk.UnknownVersion;
import dev.perdure.sdk.internal.activity.ActivityDefinition;
import dev.perdure.sdk.internal.entity.EntityDefinition;
import dev.perdure.sdk.internal.executor.OrchestratorDefinition;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a worker serves, by name.
 *
 * <p>Immutable.
 *
 * @param orchestrators by {@link OrchestratorDefinition#key()}
 * @param activities by activity name
 * @param entities by entity name, in lower case
 * @param activityLimits how many activities of a name run at once at most, each at least 1; no entry: no limit of its own
 * @param unknownVersion what becomes of an instance of a version that is not served
 */
public record Registry(
        Map<String, OrchestratorDefinition> orchestrators,
        Map<String, ActivityDefinition> activities,
        Map<String, EntityDefinition> entities,
        Map<String, Integer> activityLimits,
        UnknownVersion unknownVersion) {

    public Registry {
        orchestrators = Map.copyOf(orchestrators);
        activities = Map.copyOf(activities);
        entities = Map.copyOf(entities);
        activityLimits = Map.copyOf(activityLimits);
    }

    /** Without limits; unknown versions are left to others. */
    public Registry(
            Map<String, OrchestratorDefinition> orchestrators,
            Map<String, ActivityDefinition> activities,
            Map<String, EntityDefinition> entities) {
        this(orchestrators, activities, entities, Map.of(), UnknownVersion.LEAVE);
    }

    /** The names of the orchestrators, in order. */
    SortedSet<String> orchestratorNames() {
        SortedSet<String> names = new TreeSet<>();
        orchestrators.values().forEach(definition -> names.add(definition.name()));
        return names;
    }

    /** The versions of the orchestrators that run in certain versions only and are left to others in the rest. */
    SortedMap<String, SortedSet<String>> onlyVersions() {
        SortedMap<String, SortedSet<String>> versions = new TreeMap<>();
        if (unknownVersion == UnknownVersion.LEAVE) {
            for (OrchestratorDefinition definition : orchestrators.values()) {
                String version = definition.version();
                if (version != null && !orchestrators.containsKey(definition.name())) {
                    versions.computeIfAbsent(definition.name(), name -> new TreeSet<>())
                            .add(version);
                }
            }
        }
        return versions;
    }
}
