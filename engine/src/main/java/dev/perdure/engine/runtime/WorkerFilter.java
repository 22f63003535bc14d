package dev.perdure.engine.runtime;

import dev.perdure.core.protocol.ActivityFilter;
import dev.perdure.core.protocol.EntityFilter;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.OrchestrationFilter;
import dev.perdure.core.protocol.WorkItemFilters;
import dev.perdure.core.protocol.WorkerCapability;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which names a worker wants. A Perdure worker gets what it announced; another worker everything, unless it sent
 * filters with at least one entry (source: the protocol; a present message with three empty lists means everything).
 * Versions are looked at where a worker says that it has an orchestrator in some only; no version counts as the empty
 * one. Those of activities are not looked at. Immutable.
 */
record WorkerFilter(
        @Nullable Set<String> orchestrators,
        @Nullable Set<String> activities,
        @Nullable Set<String> entities,
        Map<String, Set<String>> onlyVersions) {

    /** Between name and version; no name has it. */
    private static final char VERSION_MARK = '\u0000';

    static WorkerFilter of(GetWorkItemsRequest request) {
        if (request.hasPerdureWorker()) {
            return new WorkerFilter(
                    Set.copyOf(request.getPerdureWorker().getOrchestratorsList()),
                    Set.copyOf(request.getPerdureWorker().getActivitiesList()),
                    lowerCase(request.getPerdureWorker().getEntitiesList().stream()),
                    request.getPerdureWorker().getOnlyVersionsList().stream()
                            .collect(Collectors.toUnmodifiableMap(
                                    OrchestrationFilter::getName,
                                    only -> Set.copyOf(only.getVersionsList()),
                                    (a, b) -> b)));
        }
        WorkItemFilters filters = request.getWorkItemFilters();
        if (filters.getOrchestrationsCount() + filters.getActivitiesCount() + filters.getEntitiesCount() == 0) {
            return new WorkerFilter(null, null, null, Map.of());
        }
        Set<String> orchestrators = new HashSet<>();
        Map<String, Set<String>> onlyVersions = new HashMap<>();
        for (OrchestrationFilter filter : filters.getOrchestrationsList()) {
            orchestrators.add(filter.getName());
            onlyVersions
                    .computeIfAbsent(filter.getName(), name -> new HashSet<>())
                    .addAll(filter.getVersionsList());
        }
        for (OrchestrationFilter filter : filters.getOrchestrationsList()) {
            if (filter.getVersionsCount() == 0) {
                onlyVersions.remove(filter.getName());
            }
        }
        Set<String> activities = new HashSet<>();
        for (ActivityFilter filter : filters.getActivitiesList()) {
            activities.add(filter.getName());
        }
        return new WorkerFilter(orchestrators, activities, entities(request), onlyVersions);
    }

    /**
     * Names of entities are in lower case. One kind of worker filters orchestrators and activities but cannot filter
     * entities, and says that it has some only by a limit for them; the kind that always states all limits can be told
     * by its streaming of histories (source: the protocol).
     */
    private static @Nullable Set<String> entities(GetWorkItemsRequest request) {
        Set<String> entities = lowerCase(
                request.getWorkItemFilters().getEntitiesList().stream().map(EntityFilter::getName));
        boolean cannotSay = entities.isEmpty()
                && request.getMaxConcurrentEntityWorkItems() > 0
                && !request.getCapabilitiesList().contains(WorkerCapability.WORKER_CAPABILITY_HISTORY_STREAMING);
        return cannotSay ? null : entities;
    }

    private static Set<String> lowerCase(Stream<String> names) {
        return names.map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether it says by name what it wants, instead of taking anything. */
    boolean hasNames() {
        return orchestrators != null;
    }

    boolean wantsEntity(String name) {
        return entities == null || entities.contains(name);
    }

    /** The name and the version of an instance in one text, by which its turns wait for a worker. */
    static String versioned(String orchestrator, @Nullable String version) {
        return version == null ? orchestrator : orchestrator + VERSION_MARK + version;
    }

    /** The same, for messages. */
    static String forPeople(String versioned) {
        return versioned.replace(String.valueOf(VERSION_MARK), " version ");
    }

    /** @param versioned as {@link #versioned} makes it */
    boolean wantsTurnsOf(String versioned) {
        int mark = versioned.indexOf(VERSION_MARK);
        String name = mark < 0 ? versioned : versioned.substring(0, mark);
        if (orchestrators != null && !orchestrators.contains(name)) {
            return false;
        }
        Set<String> only = onlyVersions.get(name);
        return only == null || only.contains(mark < 0 ? "" : versioned.substring(mark + 1));
    }

    boolean wantsActivity(String name) {
        return activities == null || activities.contains(name);
    }
}
