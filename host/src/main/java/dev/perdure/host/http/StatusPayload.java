package dev.perdure.host.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.engine.InstanceView;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The status JSON of one instance. */
final class StatusPayload {

    private StatusPayload() {}

    /** One instance as a document of its own; {@code history} null leaves historyEvents out. */
    static byte[] of(InstanceView view, Shown shown, @Nullable HistoryPayload history) {
        return JsonText.write(json -> write(json, view, shown, history));
    }

    /** A list of instances. */
    static byte[] listOf(List<InstanceView> views, Shown shown) {
        return JsonText.write(json -> {
            json.writeStartArray();
            for (InstanceView view : views) {
                write(json, view, shown, null);
            }
            json.writeEndArray();
        });
    }

    /** Only the output, as the contract answers a start that waited. */
    static byte[] outputOf(InstanceView view) {
        return JsonText.write(json -> JsonText.writePayload(json, output(view)));
    }

    private static void write(
            JsonGenerator json, InstanceView view, Shown shown, @Nullable HistoryPayload history)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("name", view.name());
        json.writeStringField("instanceId", view.instanceId());
        json.writeStringField("runtimeStatus", view.status().wireName());
        json.writeFieldName("input");
        JsonText.writePayload(json, shown.input() ? view.input() : null);
        json.writeFieldName("customStatus");
        JsonText.writePayload(json, view.customStatus());
        json.writeFieldName("output");
        JsonText.writePayload(json, output(view));
        json.writeStringField("createdTime", wholeSeconds(view.createdAt()));
        json.writeStringField("lastUpdatedTime", wholeSeconds(view.lastUpdatedAt()));
        if (shown.details()) {
            DetailsWriter.write(json, view);
        }
        if (history != null) {
            json.writeFieldName("historyEvents");
            history.write(json);
        }
        json.writeEndObject();
    }

    private static @Nullable String output(InstanceView view) {
        var failure = view.failure();
        if (view.output() == null && view.status() == RuntimeStatus.FAILED && failure != null) {
            return failure.getErrorMessage();
        }
        return view.output();
    }

    private static String wholeSeconds(Instant instant) {
        return DateTimeFormatter.ISO_INSTANT.format(instant.truncatedTo(ChronoUnit.SECONDS));
    }

    /** What of an instance is shown: its input, and what the contract does not have. */
    record Shown(boolean input, boolean details) {

        static Shown of(QueryParameters query) {
            return new Shown(query.flag("showInput", true), query.flag("showDetails", false));
        }
    }

    /** The history part of a status. */
    record HistoryPayload(List<HistoryEvent> events, boolean showInput, boolean showOutput) {
        HistoryPayload {
            events = List.copyOf(events);
        }

        void write(JsonGenerator json) throws IOException {
            new HistoryWriter(json, showInput, showOutput).write(events);
        }
    }
}
