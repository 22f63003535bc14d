package dev.perdure.host.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.perdure.core.EntityId;
import dev.perdure.engine.EntityCleaning;
import dev.perdure.engine.EntityPage;
import dev.perdure.engine.EntityQuery;
import dev.perdure.engine.EntityView;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.host.rules.Names;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads, signals, lists and cleans entities. Thread-safe. */
final class EntityRoutes {

    private static final int PAGE_DEFAULT = 100;
    private static final String CONTINUATION = "x-ms-continuation-token";
    private static final String FORBIDDEN_IN_KEYS = "/\\#?";
    private static final String DELETE_OPERATION = "delete";

    private final TaskHubEngine engine;
    private final EngineCalls calls;

    EntityRoutes(TaskHubEngine engine, EngineCalls calls) {
        this.engine = engine;
        this.calls = calls;
    }

    /** The state itself, which may be the JSON text null; 404 if there is none. */
    ApiResponse state(Route.EntityState route) {
        String id = new EntityId(route.name(), route.key()).toString();
        String state = calls.entity(id).map(EntityView::state).orElse(null);
        return state == null
                ? ApiResponse.empty(404)
                : ApiResponse.json(200, JsonText.write(json -> JsonText.writePayload(json, state)));
    }

    ApiResponse signal(ApiRequest request, QueryParameters query, Route.SignalEntity route) {
        return signal(
                request, query, route.name(), route.key(), query.first("op").orElse(""));
    }

    ApiResponse delete(ApiRequest request, QueryParameters query, Route.DeleteEntity route) {
        return signal(request, query, route.name(), route.key(), DELETE_OPERATION);
    }

    /** Entities with state, of one name or of all. */
    ApiResponse list(ApiRequest request, QueryParameters query, Route.ListEntities route) {
        String name = route.name();
        int top = query.integer("top", PAGE_DEFAULT);
        boolean fetchState = query.flag("fetchState", false);
        EntityPage page;
        try {
            page = calls.entities(new EntityQuery(
                    name == null ? "" : new EntityId(name, "").toString(),
                    query.instant("lastOperationTimeFrom").orElse(null),
                    query.instant("lastOperationTimeTo").orElse(null),
                    fetchState,
                    false,
                    top < 1 ? PAGE_DEFAULT : Math.min(top, EntityQuery.PAGE_MAX),
                    request.header(CONTINUATION).orElse("")));
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(String.valueOf(e.getMessage()));
        }
        return ApiResponse.json(200, JsonText.write(json -> {
                    json.writeStartArray();
                    for (EntityView entity : page.entities()) {
                        write(json, entity);
                    }
                    json.writeEndArray();
                }))
                .with(CONTINUATION, page.continuation());
    }

    /** One step of cleaning; the caller comes again with the continuation until that is empty. */
    ApiResponse clean(ApiRequest request, QueryParameters query) {
        EntityCleaning done;
        try {
            done = calls.cleaned(engine.cleanEntities(
                    query.flag("removeEmptyEntities", true),
                    query.flag("releaseOrphanedLocks", true),
                    request.header(CONTINUATION).orElse("")));
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(String.valueOf(e.getMessage()));
        }
        return ApiResponse.json(200, JsonText.write(json -> {
                    json.writeStartObject();
                    json.writeNumberField("emptyEntitiesRemoved", done.emptyRemoved());
                    json.writeNumberField("orphanedLocksReleased", done.locksReleased());
                    json.writeEndObject();
                }))
                .with(CONTINUATION, done.continuation());
    }

    private ApiResponse signal(
            ApiRequest request, QueryParameters query, String name, String entityKey, String operation) {
        String id = new EntityId(name, entityKey).toString();
        if (entityKey.chars().anyMatch(c -> FORBIDDEN_IN_KEYS.indexOf(c) >= 0)) {
            throw ApiException.badRequest("The entity key '" + entityKey + "' contains one of the characters "
                    + FORBIDDEN_IN_KEYS + " which are not allowed over HTTP.");
        }
        if (!operation.isEmpty()) {
            Names.requireValid("operation", operation);
        }
        Instant scheduledTime = query.requiredInstant("scheduledTime").orElse(null);
        String input = input(request);
        var key = IdempotencyKey.of(
                request,
                "signal",
                id,
                operation,
                scheduledTime == null ? "" : scheduledTime.toString(),
                request.isJson() ? "json" : "text");
        Outcome outcome = calls.outcome(engine.signalEntity(id, operation, input, scheduledTime, key.orElse(null)));
        return switch (outcome) {
            case Outcome.Done done -> ApiResponse.empty(202);
            case Outcome.Rejected rejected -> throw ApiException.wrongState(rejected.message());
        };
    }

    /** JSON if it is called so, else any text, which becomes a JSON string; null if there is none. */
    private static @Nullable String input(ApiRequest request) {
        if (request.body().length == 0) {
            return null;
        }
        return request.isJson() ? JsonText.requireJson(request.body()) : JsonText.quoted(request.body());
    }

    private static void write(JsonGenerator json, EntityView entity) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("entityId");
        json.writeStringField("name", entity.name());
        json.writeStringField("key", entity.key());
        json.writeEndObject();
        json.writeStringField("lastOperationTime", HistoryWriter.timeText(entity.lastModified()));
        json.writeFieldName("state");
        JsonText.writePayload(json, entity.state());
        json.writeEndObject();
    }
}
