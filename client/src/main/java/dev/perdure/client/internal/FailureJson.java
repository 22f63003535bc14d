package dev.perdure.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.perdure.core.FailureDetails;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads failure details as Perdure tells them in a status. Stateless. */
public final class FailureJson {

    private FailureJson() {}

    /** The failure in {@code node}, with its causes, {@link FailureDetails#DEPTH_MAX} deep at most; null if there is none. */
    public static @Nullable FailureDetails read(JsonNode node) {
        return read(node, 1);
    }

    private static @Nullable FailureDetails read(JsonNode node, int depth) {
        if (!node.isObject() || depth > FailureDetails.DEPTH_MAX) {
            return null;
        }
        Map<String, Value> properties = new LinkedHashMap<>();
        node.path("properties").properties().forEach(p -> properties.put(p.getKey(), value(p.getValue())));
        return new FailureDetails(
                node.path("errorType").asText(""),
                node.path("errorMessage").asText(""),
                node.path("stackTrace").isTextual() ? node.path("stackTrace").asText() : null,
                read(node.path("innerFailure"), depth + 1),
                node.path("isNonRetriable").asBoolean(),
                properties);
    }

    private static Value value(JsonNode node) {
        Value.Builder value = Value.newBuilder();
        switch (node.getNodeType()) {
            case BOOLEAN -> value.setBoolValue(node.booleanValue());
            case NUMBER -> value.setNumberValue(node.doubleValue());
            case STRING -> value.setStringValue(node.textValue());
            case ARRAY -> {
                ListValue.Builder list = ListValue.newBuilder();
                node.forEach(item -> list.addValues(value(item)));
                value.setListValue(list);
            }
            case OBJECT -> {
                Struct.Builder struct = Struct.newBuilder();
                node.properties().forEach(p -> struct.putFields(p.getKey(), value(p.getValue())));
                value.setStructValue(struct);
            }
            case NULL, MISSING, BINARY, POJO -> value.setNullValue(NullValue.NULL_VALUE);
        }
        return value.build();
    }
}
