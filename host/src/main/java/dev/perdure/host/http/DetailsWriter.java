package dev.perdure.host.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.perdure.core.protocol.TaskFailureDetails;
import dev.perdure.engine.InstanceView;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes the fields of a status that only {@code showDetails=true} shows; not of the contract. */
final class DetailsWriter {

    private DetailsWriter() {}

    /** Writes the fields into the object that is open. */
    static void write(JsonGenerator json, InstanceView view) throws IOException {
        json.writeStringField("executionId", view.executionId());
        json.writeStringField("version", view.version());
        json.writeObjectFieldStart("tags");
        for (Map.Entry<String, String> tag : new TreeMap<>(view.tags()).entrySet()) {
            json.writeStringField(tag.getKey(), tag.getValue());
        }
        json.writeEndObject();
        json.writeStringField("scheduledStartTime", text(view.scheduledStart()));
        json.writeStringField("completedTime", text(view.completedAt()));
        json.writeFieldName("failureDetails");
        TaskFailureDetails failure = view.failure();
        if (failure == null) {
            json.writeNull();
        } else {
            write(json, failure);
        }
    }

    private static void write(JsonGenerator json, TaskFailureDetails failure) throws IOException {
        json.writeStartObject();
        json.writeStringField("errorType", failure.getErrorType());
        json.writeStringField("errorMessage", failure.getErrorMessage());
        json.writeStringField(
                "stackTrace",
                failure.hasStackTrace() ? failure.getStackTrace().getValue() : null);
        json.writeFieldName("innerFailure");
        if (failure.hasInnerFailure()) {
            write(json, failure.getInnerFailure());
        } else {
            json.writeNull();
        }
        json.writeBooleanField("isNonRetriable", failure.getIsNonRetriable());
        json.writeObjectFieldStart("properties");
        for (Map.Entry<String, Value> property : new TreeMap<>(failure.getPropertiesMap()).entrySet()) {
            json.writeFieldName(property.getKey());
            write(json, property.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Value value) throws IOException {
        switch (value.getKindCase()) {
            case NUMBER_VALUE -> json.writeNumber(value.getNumberValue());
            case STRING_VALUE -> json.writeString(value.getStringValue());
            case BOOL_VALUE -> json.writeBoolean(value.getBoolValue());
            case STRUCT_VALUE -> write(json, value.getStructValue());
            case LIST_VALUE -> {
                json.writeStartArray();
                for (Value item : value.getListValue().getValuesList()) {
                    write(json, item);
                }
                json.writeEndArray();
            }
            case NULL_VALUE, KIND_NOT_SET -> json.writeNull();
        }
    }

    private static void write(JsonGenerator json, Struct struct) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, Value> field : new TreeMap<>(struct.getFieldsMap()).entrySet()) {
            json.writeFieldName(field.getKey());
            write(json, field.getValue());
        }
        json.writeEndObject();
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
