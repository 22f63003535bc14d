package dev.perdure.host.http;

import dev.perdure.core.InstanceId;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.TaskHubEngine;
import java.util.Locale;

/** Raises events, terminates and purges. Thread-safe. */
final class InstanceChanges {

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
        String instanceId = InstanceId.requireValid(route.instanceId());
        String reason = query.first("reason").orElse(null);
        // The body is ignored by contract, so it is not part of what a repeat must match.
        var key = IdempotencyKey.of(
                request.withBody(new byte[0]), "terminate", instanceId, reason == null ? "" : "=" + reason);
        return accepted(calls.outcome(engine.terminate(instanceId, reason, key.orElse(null))));
    }

    ApiResponse purge(ApiRequest request, Route.Purge route) {
        String instanceId = InstanceId.requireValid(route.instanceId());
        var key = IdempotencyKey.of(request.withBody(new byte[0]), "purge", instanceId);
        Outcome outcome = calls.outcome(engine.purge(instanceId, key.orElse(null)));
        if (!(outcome instanceof Outcome.Done done) || done.count() == 0) {
            return ApiResponse.empty(404);
        }
        return ApiResponse.json(200, JsonText.write(json -> {
            json.writeStartObject();
            json.writeNumberField("instancesDeleted", done.count());
            json.writeEndObject();
        }));
    }

    private static String eventInput(ApiRequest request) {
        String type = request.header("content-type").orElse("");
        int parameters = type.indexOf(';');
        String media =
                (parameters < 0 ? type : type.substring(0, parameters)).trim().toLowerCase(Locale.ROOT);
        if (!media.equals("application/json")) {
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
                ApiResponse.empty(rejected.reason() == Outcome.Reason.FINISHED ? 410 : 404);
        };
    }
}
