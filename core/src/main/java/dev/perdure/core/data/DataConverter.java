package dev.perdure.core.data;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Turns the values of user code into payload text and back. Payload text should be JSON: the HTTP contract shows it to
 * clients as such.
 *
 * <p>Implementations are thread-safe and deterministic: equal values give equal text.
 */
public interface DataConverter {

    /** The default: Jackson with support for records, {@code Optional} and {@code java.time} (ISO-8601 text). */
    static DataConverter jackson() {
        return JacksonDataConverter.DEFAULT;
    }

    /**
     * The text of {@code value}, or null for null: no value means no payload, which is distinct from the JSON text
     * {@code null}.
     *
     * @throws DataConversionException if the value cannot be serialized
     */
    @Nullable
    String serialize(@Nullable Object value);

    /**
     * The value of {@code type} that {@code text} stands for; null for no payload and for the JSON text {@code null}.
     *
     * @throws DataConversionException if the text does not fit the type
     */
    @Nullable
    Object deserialize(@Nullable String text, Type type);
}
