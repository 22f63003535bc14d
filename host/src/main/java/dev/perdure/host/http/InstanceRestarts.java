package dev.perdure.host.http;

import dev.perdure.core.InstanceId;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.RequestKey;
import dev.perdure.engine.TaskHubEngine;
import org.jspecify.annotations.Nullable;

/** Starts instances again, under the same or a new id. Thread-safe. */
final class InstanceRestarts {

    private final TaskHubEngine engine;
    private final EngineCalls calls;
    private final InstanceStarts starts;

    InstanceRestarts(TaskHubEngine engine, EngineCalls calls, InstanceStarts starts) {
        this.engine = engine;
        this.calls = calls;
        this.starts = starts;
    }

    /** @param linksInPlace what an answer may show of the instance itself, which the caller may know by this link alone */
    ApiResponse restart(
            ApiRequest request,
            QueryParameters query,
            Route.Restart route,
            ManagementLinks links,
            ManagementLinks linksInPlace) {
        InstanceStarts.requireSensibleWait(query);
        String instanceId = InstanceId.requireValid(route.instanceId());
        boolean newId = query.flag("restartWithNewInstanceId", true);
        // The body is ignored by contract, so it is not part of what a repeat must match.
        RequestKey key = IdempotencyKey.of(
                        request.withBody(new byte[0]), newId ? "restart as new" : "restart", instanceId)
                .orElse(null);
        String restartedId = newId ? idFor(key) : instanceId;
        return switch (calls.outcome(engine.restart(instanceId, restartedId, key))) {
            case Outcome.Done done -> starts.answer(done.instanceId(), query, newId ? links : linksInPlace);
            case Outcome.Rejected rejected ->
                throw switch (rejected.reason()) {
                    // By contract not 404.
                    case NOT_FOUND -> ApiException.badRequest(rejected.message());
                    case ALREADY_EXISTS -> ApiException.alreadyExists(rejected.message());
                    default -> ApiException.wrongState(rejected.message());
                };
        };
    }

    private static String idFor(@Nullable RequestKey key) {
        return key == null ? InstanceId.random() : IdempotencyKey.instanceIdFor(key);
    }
}
