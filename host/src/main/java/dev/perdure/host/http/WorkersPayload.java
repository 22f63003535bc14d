package dev.perdure.host.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.perdure.engine.Reach;
import dev.perdure.engine.WorkerView;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The connected workers, as JSON; not of the contract. Stateless. */
final class WorkersPayload {

    private WorkersPayload() {}

    /** One object with an array; names are there only of workers that say what they serve. */
    static byte[] of(List<WorkerView> workers) {
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("workers");
            for (WorkerView worker : workers) {
                json.writeStartObject();
                json.writeStringField("name", worker.name());
                json.writeStringField("kind", worker.perdure() ? "Perdure" : "other");
                json.writeStringField("software", worker.software());
                json.writeStringField("reach", worker.reach() == Reach.REMOTE ? "remote" : "in process");
                json.writeStringField("connected", worker.connected().toString());
                json.writeStringField("lastSeen", worker.lastSeen().toString());
                json.writeNumberField("turnsInFlight", worker.turnsInFlight());
                json.writeNumberField("activitiesInFlight", worker.activitiesInFlight());
                json.writeNumberField("entitiesInFlight", worker.entitiesInFlight());
                names(json, "orchestrators", worker.orchestrators());
                names(json, "activities", worker.activities());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void names(JsonGenerator json, String field, Set<String> names) throws IOException {
        json.writeArrayFieldStart(field);
        for (String name : new TreeSet<>(names)) {
            json.writeString(name);
        }
        json.writeEndArray();
    }
}
