package dev.perdure.engine.runtime;

import dev.perdure.core.protocol.ActivityFilter;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.OrchestrationFilter;
import dev.perdure.core.protocol.WorkItemFilters;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which names a worker wants. A Perdure worker gets what it announced; another worker everything, unless it sent
 * filters with at least one entry (source: the protocol; a present message with three empty lists means everything).
 * Versions are not looked at. Immutable.
 */
record WorkerFilter(
        @Nullable Set<String> orchestrators, @Nullable Set<String> activities) {

    static WorkerFilter of(GetWorkItemsRequest request) {
        if (request.hasPerdureWorker()) {
            return new WorkerFilter(
                    Set.copyOf(request.getPerdureWorker().getOrchestratorsList()),
                    Set.copyOf(request.getPerdureWorker().getActivitiesList()));
        }
        WorkItemFilters filters = request.getWorkItemFilters();
        if (filters.getOrchestrationsCount() + filters.getActivitiesCount() + filters.getEntitiesCount() == 0) {
            return new WorkerFilter(null, null);
        }
        Set<String> orchestrators = new HashSet<>();
        for (OrchestrationFilter filter : filters.getOrchestrationsList()) {
            orchestrators.add(filter.getName());
        }
        Set<String> activities = new HashSet<>();
        for (ActivityFilter filter : filters.getActivitiesList()) {
            activities.add(filter.getName());
        }
        return new WorkerFilter(orchestrators, activities);
    }

    boolean wantsTurnsOf(String orchestrator) {
        return orchestrators == null || orchestrators.contains(orchestrator);
    }

    boolean wantsActivity(String name) {
        return activities == null || activities.contains(name);
    }
}
