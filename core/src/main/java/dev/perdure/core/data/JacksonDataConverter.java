package dev.perdure.core.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON by Jackson. Thread-safe. */
final class JacksonDataConverter implements DataConverter {

    /** Buffers kept for reuse. */
    private static final int BUFFERS_MAX = 64;

    /** Jackson's default keeps buffers per thread, which on virtual threads means new ones for each value. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.newBoundedPool(BUFFERS_MAX))
            .build();

    static final DataConverter DEFAULT = new JacksonDataConverter(JsonMapper.builder(FACTORY)
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .addModule(TypedElements.module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
            // Equal values must give equal text, whatever order a set or map happens to have.
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build());

    private final ObjectMapper mapper;

    JacksonDataConverter(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public @Nullable String serialize(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        try {
            return mapper.writeValueAsString(value instanceof Optional<?> optional ? optional.orElse(null) : value);
        } catch (JsonProcessingException e) {
            throw new DataConversionException(
                    "A value of type " + value.getClass().getTypeName() + " cannot be written as JSON: "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    @Override
    public @Nullable Object deserialize(@Nullable String text, Type type) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return mapper.readValue(text, mapper.constructType(type));
        } catch (JsonProcessingException e) {
            throw new DataConversionException(
                    "A payload cannot be read as " + type.getTypeName() + ": " + e.getOriginalMessage(), e);
        }
    }
}
