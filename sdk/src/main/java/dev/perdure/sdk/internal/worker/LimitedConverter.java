package dev.perdure.sdk.internal.worker;

import dev.perdure.core.data.DataConverter;
import dev.perdure.sdk.NonRetriableException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A converter that makes no payload that is too large to travel: who makes one is told on the spot, at the line of user
 * code that did.
 */
record LimitedConverter(DataConverter converter) implements DataConverter {

    /** The greatest payload, in bytes of UTF-8: what a host's HTTP door takes too. */
    static final int BYTES_MAX = 16 * 1024 * 1024;

    private static final int BYTES_PER_CHAR_MAX = 3;

    static DataConverter over(DataConverter converter) {
        return converter instanceof LimitedConverter ? converter : new LimitedConverter(converter);
    }

    /** @throws NonRetriableException if the payload is too large */
    @Override
    public @Nullable String serialize(@Nullable Object value) {
        return checked(converter.serialize(value), value);
    }

    /** @throws NonRetriableException if {@code text}, which stands for {@code value}, is too large */
    static @Nullable String checked(@Nullable String text, @Nullable Object value) {
        if (text != null && text.length() > BYTES_MAX / BYTES_PER_CHAR_MAX) {
            int bytes = text.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > BYTES_MAX) {
                throw new NonRetriableException("A payload of " + bytes + " bytes (a " + kind(value)
                        + ") is larger than " + BYTES_MAX + " bytes. Store it elsewhere, and hand over where it is.");
            }
        }
        return text;
    }

    private static String kind(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getName();
    }

    @Override
    public @Nullable Object deserialize(@Nullable String text, Type type) {
        return converter.deserialize(text, type);
    }
}
