package dev.perdure.host.http;

import dev.perdure.engine.GivenUp;
import java.util.List;

/** The work that was given up, as JSON; not of the contract. Stateless. */
final class GivenUpPayload {

    private GivenUpPayload() {}

    /** An array; status and execution are there only of instances, the task only of activities. */
    static byte[] of(List<GivenUp> work) {
        return JsonText.write(json -> {
            json.writeStartArray();
            for (GivenUp given : work) {
                json.writeStartObject();
                json.writeStringField("instanceId", given.instanceId());
                if (given.status() != null) {
                    json.writeStringField("executionId", given.executionId());
                    json.writeStringField("runtimeStatus", given.status().wireName());
                }
                json.writeStringField("kind", kind(given.kind()));
                json.writeStringField("name", given.name());
                if (given.kind() == GivenUp.Kind.ACTIVITY) {
                    json.writeNumberField("taskId", given.taskId());
                }
                json.writeStringField("time", HistoryWriter.timeText(given.time()));
                json.writeNumberField("deliveries", given.deliveries());
                json.writeNumberField("times", given.times());
                json.writeStringField("reason", given.reason());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static String kind(GivenUp.Kind kind) {
        return switch (kind) {
            case ACTIVITY -> "Activity";
            case TURN -> "Turn";
            case ENTITY_OPERATION -> "EntityOperation";
        };
    }
}
