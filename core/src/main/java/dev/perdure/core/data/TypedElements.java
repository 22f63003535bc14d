package dev.perdure.core.data;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.std.CollectionSerializer;
import com.fasterxml.jackson.databind.ser.std.MapSerializer;
import com.fasterxml.jackson.databind.type.CollectionType;
import com.fasterxml.jackson.databind.type.MapType;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Elements of collections and values of maps say which subtype they are, also where the collection is the payload itself:
 * the type of its elements is not known then, and Jackson would leave it out.
 */
final class TypedElements extends BeanSerializerModifier {

    private static final long serialVersionUID = 1L;

    private static final JsonSerializer<Object> BY_ITS_CLASS = new JsonSerializer<>() {
        @Override
        public void serialize(Object value, JsonGenerator out, SerializerProvider provider) throws IOException {
            Object present = value instanceof Optional<?> optional ? optional.orElse(null) : value;
            if (present == null) {
                provider.defaultSerializeNull(out);
            } else {
                provider.findTypedValueSerializer(present.getClass(), true, null)
                        .serialize(present, out, provider);
            }
        }
    };

    static SimpleModule module() {
        return new SimpleModule("typed-elements").setSerializerModifier(new TypedElements());
    }

    @Override
    public JsonSerializer<?> modifyCollectionSerializer(
            SerializationConfig config, CollectionType type, BeanDescription bean, JsonSerializer<?> serializer) {
        return type.getContentType().isJavaLangObject()
                ? new CollectionSerializer(type.getContentType(), false, null, BY_ITS_CLASS)
                : serializer;
    }

    @Override
    public JsonSerializer<?> modifyMapSerializer(
            SerializationConfig config, MapType type, BeanDescription bean, JsonSerializer<?> serializer) {
        @Nullable Set<String> none = null;
        return type.getContentType().isJavaLangObject()
                ? MapSerializer.construct(none, none, type, false, null, null, BY_ITS_CLASS, null)
                : serializer;
    }
}
