package dev.perdure.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perdure.core.data.DataConverter;
import dev.perdure.core.data.TypeRef;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A JSON value of user code in an answer, perhaps none. Immutable and thread-safe. */
public record Payload(@Nullable JsonNode json, DataConverter converter) {

    /** The field of an object; none if it is absent or null, which hosts do not tell apart there. */
    public static Payload field(JsonNode object, String field, DataConverter converter) {
        JsonNode node = object.get(field);
        return new Payload(node == null || node.isNull() ? null : node, converter);
    }

    /** As JSON text; empty for none. */
    public Optional<String> text() {
        return Optional.ofNullable(json).map(JsonNode::toString);
    }

    /** As a value of {@code type}; empty for none and for the JSON {@code null}. */
    public <T> Optional<T> as(Class<T> type) {
        if (json == null) {
            return Optional.empty();
        }
        Object value = converter.deserialize(json.toString(), type);
        return value == null ? Optional.empty() : Optional.of(cast(value, type));
    }

    /** As a value of {@code type}; empty for none and for the JSON {@code null}. */
    @SuppressWarnings("unchecked") // the converter has made a value of the type asked for
    public <T> Optional<T> as(TypeRef<T> type) {
        return json == null
                ? Optional.empty()
                : Optional.ofNullable((T) converter.deserialize(json.toString(), type.type()));
    }

    // Class.cast refuses the wrapper of a primitive type; the converter has made a value of the type asked for.
    @SuppressWarnings("unchecked")
    private static <T> T cast(Object value, Class<T> type) {
        return type.isPrimitive() ? (T) value : type.cast(value);
    }

    /** The value of a JSON string as it is, anything else as JSON text; empty text for none. */
    public String plainText() {
        if (json == null) {
            return "";
        }
        return json.isTextual() ? json.textValue() : json.toString();
    }
}
