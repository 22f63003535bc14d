package dev.perdure.host.http;

import dev.perdure.core.EntityId;
import dev.perdure.core.InstanceId;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.PurgeFilter;
import dev.perdure.engine.PurgeResult;
import dev.perdure.engine.RequestKey;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.host.rules.Names;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Raises events, terminates, suspends, resumes, rewinds and purges. Thread-safe. */
final class InstanceChanges {

    private static final String IF_ENDED = "perdure-if-ended";
    private static final String INCOMPLETE = "Perdure-Incomplete";
    private static final String CREATED_FROM_NEEDED =
            "\"Please provide a valid value of createdTimeFrom, such as 2030-01-02T03:04:05Z.\"";

    /** Less than the 240 s that clients of the contract wait. */
    private static final Duration PURGE_TIME_LIMIT = Duration.ofSeconds(200);

    private final TaskHubEngine engine;
    private final EngineCalls calls;

    InstanceChanges(TaskHubEngine engine, EngineCalls calls) {
        this.engine = engine;
        this.calls = calls;
    }

    ApiResponse raiseEvent(ApiRequest request, Route.RaiseEvent route) {
        String instanceId = InstanceId.requireValid(route.instanceId());
        Names.requireValid("event name", route.eventName());
        String input;
        try {
            input = eventInput(request);
        } catch (ApiException e) {
            // The contract asks for the instance first. A good request must not: its repeat under the same key gets
            // the first answer even if the instance has ended since.
            return calls.instance(instanceId, false)
                    .map(view -> view.status().isTerminal() ? ApiResponse.empty(410) : e.response())
                    .orElseGet(() -> ApiResponse.empty(404));
        }
        var key = IdempotencyKey.of(request, "raiseEvent", instanceId, route.eventName());
        return accepted(calls.outcome(engine.raiseEvent(instanceId, route.eventName(), input, key.orElse(null))));
    }

    ApiResponse terminate(ApiRequest request, QueryParameters query, Route.Terminate route) {
        if (query.flag("cancel", false)) {
            return reasoned(request, query, "cancel", route.instanceId(), engine::cancel);
        }
        boolean recursive = query.flag("recursive", false);
        return reasoned(
                request,
                query,
                recursive ? "terminate recursively" : "terminate",
                route.instanceId(),
                (id, reason, key) -> engine.terminate(id, reason, recursive, key));
    }

    ApiResponse suspend(ApiRequest request, QueryParameters query, Route.Suspend route) {
        return reasoned(request, query, "suspend", route.instanceId(), engine::suspend);
    }

    ApiResponse resume(ApiRequest request, QueryParameters query, Route.Resume route) {
        return reasoned(request, query, "resume", route.instanceId(), engine::resume);
    }

    ApiResponse rewind(ApiRequest request, QueryParameters query, Route.Rewind route) {
        return reasoned(request, query, "rewind", route.instanceId(), engine::rewind);
    }

    ApiResponse purge(ApiRequest request, QueryParameters query, Route.Purge route) {
        if (EntityId.isEntity(route.instanceId())) {
            return purgeEntity(request, EntityId.parse(route.instanceId()).toString());
        }
        String instanceId = InstanceId.requireValid(route.instanceId());
        boolean onlyEnded = request.header(IF_ENDED).orElse("").equalsIgnoreCase("true");
        boolean recursive = query.flag("recursive", false);
        var key =
                IdempotencyKey.of(request.withBody(new byte[0]), recursive ? "purge recursively" : "purge", instanceId);
        return purged(calls.outcome(
                onlyEnded
                        ? engine.purgeEnded(instanceId, recursive, key.orElse(null))
                        : engine.purge(instanceId, recursive, key.orElse(null))));
    }

    /** To the contract an entity is an instance too. */
    private ApiResponse purgeEntity(ApiRequest request, String entityId) {
        var key = IdempotencyKey.of(request.withBody(new byte[0]), "purge entity", entityId);
        return purged(calls.outcome(engine.purgeEntity(entityId, key.orElse(null))));
    }

    private static ApiResponse purged(Outcome outcome) {
        if (outcome instanceof Outcome.Rejected rejected && rejected.reason() == Outcome.Reason.WRONG_STATE) {
            throw ApiException.wrongState(rejected.message());
        }
        if (!(outcome instanceof Outcome.Done done) || done.count() == 0) {
            return ApiResponse.empty(404);
        }
        return purged(done.count());
    }

    /** Removes the ended instances of a filter. */
    ApiResponse purgeMany(QueryParameters query) {
        Instant createdFrom = query.instant("createdTimeFrom").orElse(null);
        if (createdFrom == null) {
            return ApiResponse.json(400, CREATED_FROM_NEEDED.getBytes(StandardCharsets.UTF_8));
        }
        Set<RuntimeStatus> statuses = query.statuses("runtimeStatus");
        if (statuses.isEmpty() && query.text("runtimeStatus").isPresent()) {
            // A misspelt status must not become no status at all, which would remove everything.
            return ApiResponse.empty(404);
        }
        PurgeResult result = calls.purged(engine.purge(
                new PurgeFilter(createdFrom, query.instant("createdTimeTo").orElse(null), statuses, PURGE_TIME_LIMIT)));
        if (result.count() == 0) {
            if (!result.complete()) {
                throw ApiException.unavailable("The purge could not be done now; try again shortly.");
            }
            return ApiResponse.empty(404);
        }
        ApiResponse answer = purged(result.count());
        return result.complete() ? answer : answer.with(INCOMPLETE, "true");
    }

    private ApiResponse reasoned(
            ApiRequest request, QueryParameters query, String operation, String id, ReasonedChange change) {
        String instanceId = InstanceId.requireValid(id);
        String reason = query.first("reason").orElse(null);
        // The body is ignored by contract, so it is not part of what a repeat must match.
        var key = IdempotencyKey.of(
                request.withBody(new byte[0]), operation, instanceId, reason == null ? "" : "=" + reason);
        return accepted(calls.outcome(change.of(instanceId, reason, key.orElse(null))));
    }

    private static ApiResponse purged(long count) {
        return ApiResponse.json(200, JsonText.write(json -> {
            json.writeStartObject();
            json.writeNumberField("instancesDeleted", count);
            json.writeEndObject();
        }));
    }

    private static String eventInput(ApiRequest request) {
        if (!request.isJson()) {
            throw ApiException.badRequest("Only application/json request content is supported: set the header "
                    + "'Content-Type: application/json'.");
        }
        if (request.body().length == 0) {
            throw ApiException.badRequest("An event needs a JSON body; for none send the text null.");
        }
        return JsonText.requireJson(request.body());
    }

    private static ApiResponse accepted(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done done -> ApiResponse.empty(202);
            case Outcome.Rejected rejected ->
                switch (rejected.reason()) {
                    case WRONG_STATE -> throw ApiException.wrongState(rejected.message());
                    case FINISHED -> ApiResponse.empty(410);
                    case NOT_FOUND, ALREADY_EXISTS, KEY_REUSED, OVERLOADED, UNAVAILABLE -> ApiResponse.empty(404);
                };
        };
    }

    /** A change of one instance that takes a reason. */
    @FunctionalInterface
    private interface ReasonedChange {
        CompletableFuture<Outcome> of(String instanceId, @Nullable String reason, @Nullable RequestKey key);
    }
}
