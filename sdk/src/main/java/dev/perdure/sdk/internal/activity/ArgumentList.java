package dev.perdure.sdk.internal.activity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.perdure.core.data.DataConversionException;
import dev.perdure.core.data.DataConverter;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Several arguments as one JSON array, each element written and read by the worker's data converter. */
final class ArgumentList {

    private static final JsonMapper ARRAYS = JsonMapper.builder()
            // Numbers pass through as they were written.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private ArgumentList() {}

    static String write(@Nullable Object[] arguments, DataConverter converter) {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < arguments.length; i++) {
            if (i > 0) {
                text.append(',');
            }
            text.append(converter.serialize(arguments[i]));
        }
        return text.append(']').toString();
    }

    static @Nullable Object[] read(@Nullable String payload, Type[] types, DataConverter converter) {
        JsonNode array;
        try {
            array = ARRAYS.readTree(payload == null ? "" : payload);
        } catch (JsonProcessingException e) {
            throw new DataConversionException(
                    "The payload of an activity with " + types.length + " parameters is not JSON: "
                            + e.getOriginalMessage(),
                    e);
        }
        if (!array.isArray() || array.size() != types.length) {
            throw new IllegalArgumentException("An activity with " + types.length
                    + " parameters takes a JSON array of as many elements, but the payload is "
                    + (array.isArray() ? "an array of " + array.size() : "none") + ".");
        }
        @Nullable Object[] values = new @Nullable Object[types.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = converter.deserialize(array.get(i).toString(), types[i]);
        }
        return values;
    }
}
