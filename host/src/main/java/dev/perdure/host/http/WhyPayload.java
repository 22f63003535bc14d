package dev.perdure.host.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.perdure.engine.Why;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an instance waits for, as JSON; not of the contract. Stateless. */
final class WhyPayload {

    private WhyPayload() {}

    /** One object; each reason has a {@code kind}, its facts, and a {@code text} for people. */
    static byte[] of(Why why) {
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("instanceId", why.instanceId());
            json.writeStringField("executionId", why.executionId());
            json.writeStringField("runtimeStatus", why.status().wireName());
            json.writeStringField("asOf", why.asOf().toString());
            json.writeNumberField("eventsWaiting", why.eventsWaiting());
            json.writeNumberField("total", why.total());
            json.writeArrayFieldStart("waitingFor");
            for (Why.Reason reason : why.reasons()) {
                json.writeStartObject();
                write(json, reason);
                json.writeStringField("text", WhyText.of(reason));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, Why.Reason reason) throws IOException {
        switch (reason) {
            case Why.Suspended suspended -> {
                json.writeStringField("kind", "Resume");
                json.writeStringField("reason", suspended.reason());
                time(json, "since", suspended.since());
            }
            case Why.ScheduledStart start -> {
                json.writeStringField("kind", "ScheduledStart");
                time(json, "at", start.at());
            }
            case Why.Turn turn -> {
                json.writeStringField("kind", "Turn");
                json.writeStringField("orchestrator", turn.orchestrator());
                json.writeNumberField("delivery", turn.delivery());
                place(json, turn.place());
            }
            case Why.Activity activity -> {
                json.writeStringField("kind", "Activity");
                json.writeStringField("name", activity.name());
                json.writeNumberField("taskId", activity.taskId());
                json.writeNumberField("delivery", activity.delivery());
                place(json, activity.place());
            }
            case Why.Child child -> {
                json.writeStringField("kind", "SubOrchestration");
                json.writeNumberField("taskId", child.taskId());
                json.writeStringField("instanceId", child.instanceId());
            }
            case Why.Timer timer -> {
                json.writeStringField("kind", "Timer");
                json.writeNumberField("timerId", timer.timerId());
                time(json, "fireAt", timer.fireAt());
            }
            case Why.ExternalEvent event -> {
                json.writeStringField("kind", "ExternalEvent");
                json.writeStringField("name", event.name());
                time(json, "since", event.since());
            }
            case Why.EntityCall call -> {
                json.writeStringField("kind", "EntityCall");
                json.writeStringField("entityId", call.entityId());
                json.writeStringField("operation", call.operation());
                time(json, "since", call.since());
            }
            case Why.EntityLock lock -> {
                json.writeStringField("kind", "EntityLock");
                json.writeStringField("criticalSectionId", lock.criticalSectionId());
                json.writeArrayFieldStart("lockSet");
                for (String entityId : lock.lockSet()) {
                    json.writeString(entityId);
                }
                json.writeEndArray();
                json.writeStringField("entityId", lock.waitingAt());
                json.writeStringField("heldBy", lock.heldBy());
            }
        }
    }

    private static void place(JsonGenerator json, Why.Place place) throws IOException {
        switch (place) {
            case Why.AtWorker worker -> {
                json.writeStringField("state", "AtWorker");
                json.writeStringField("worker", worker.worker());
                time(json, "since", worker.since());
                time(json, "leasedUntil", worker.leasedUntil());
                time(json, "lastHeartbeat", worker.lastHeartbeat());
            }
            case Why.Queued queued ->
                json.writeStringField(
                        "state",
                        switch (queued.cause()) {
                            case NO_WORKER -> "NoWorker";
                            case NAME_NOT_SERVED -> "NameNotServed";
                            case WORKERS_BUSY -> "WorkersBusy";
                            case ABOUT_TO_BE_HANDED_OUT -> "AboutToBeHandedOut";
                        });
        }
    }

    private static void time(JsonGenerator json, String name, @Nullable Instant time) throws IOException {
        json.writeStringField(name, time == null ? null : time.toString());
    }
}
