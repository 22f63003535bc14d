package dev.perdure.core.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Messages of the protocol as JSON, by the rules of {@code proto3} as far as the protocol needs them: names in camel case,
 * 64-bit numbers as text, enums by name, times by RFC 3339, wrapped values bare. Stateless.
 */
final class MessageJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String WRAPPED = "value";

    private MessageJson() {}

    static JsonNode node(MessageOrBuilder message) {
        if (message instanceof Timestamp time) {
            return JSON.textNode(
                    Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString());
        }
        if (isWrapper(message)) {
            FieldDescriptor value = message.getDescriptorForType().findFieldByName(WRAPPED);
            return single(value, message.getField(value));
        }
        ObjectNode object = JSON.objectNode();
        message.getAllFields().forEach((field, value) -> object.set(field.getJsonName(), node(field, value)));
        return object;
    }

    private static JsonNode node(FieldDescriptor field, Object value) {
        if (field.isMapField()) {
            FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
            FieldDescriptor entryValue = field.getMessageType().findFieldByNumber(2);
            ObjectNode object = JSON.objectNode();
            for (Object entry : (Collection<?>) value) {
                Message pair = (Message) entry;
                object.set(pair.getField(key).toString(), single(entryValue, pair.getField(entryValue)));
            }
            return object;
        }
        if (field.isRepeated()) {
            ArrayNode array = JSON.arrayNode();
            for (Object element : (Collection<?>) value) {
                array.add(single(field, element));
            }
            return array;
        }
        return single(field, value);
    }

    private static JsonNode single(FieldDescriptor field, Object value) {
        return switch (field.getJavaType()) {
            case INT -> JSON.numberNode((Integer) value);
            case LONG -> JSON.textNode(value.toString());
            case FLOAT -> JSON.numberNode((Float) value);
            case DOUBLE -> JSON.numberNode((Double) value);
            case BOOLEAN -> JSON.booleanNode((Boolean) value);
            case STRING -> JSON.textNode((String) value);
            case BYTE_STRING -> JSON.textNode(Base64.getEncoder().encodeToString(((ByteString) value).toByteArray()));
            case ENUM -> JSON.textNode(((EnumValueDescriptor) value).getName());
            case MESSAGE -> node((Message) value);
        };
    }

    /** @throws IllegalArgumentException if the node is not of the message's form */
    static void merge(Message.Builder message, JsonNode node) {
        if (message instanceof Timestamp.Builder time) {
            Instant instant = Instant.parse(text(node, "a time"));
            time.setSeconds(instant.getEpochSecond()).setNanos(instant.getNano());
            return;
        }
        if (isWrapper(message)) {
            FieldDescriptor value = message.getDescriptorForType().findFieldByName(WRAPPED);
            message.setField(value, single(message, value, node));
            return;
        }
        if (!node.isObject()) {
            throw new IllegalArgumentException(
                    "for " + message.getDescriptorForType().getName() + " there is no object but " + kind(node));
        }
        List<FieldDescriptor> fields = message.getDescriptorForType().getFields();
        for (FieldDescriptor field : fields) {
            JsonNode value = node.has(field.getJsonName()) ? node.get(field.getJsonName()) : node.get(field.getName());
            if (value != null && !value.isNull()) {
                merge(message, field, value);
            }
        }
    }

    private static void merge(Message.Builder message, FieldDescriptor field, JsonNode node) {
        if (field.isMapField()) {
            FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
            FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                Message.Builder pair = message.newBuilderForField(field);
                pair.setField(key, single(pair, key, JSON.textNode(entry.getKey())));
                pair.setField(value, single(pair, value, entry.getValue()));
                message.addRepeatedField(field, pair.build());
            }
        } else if (field.isRepeated()) {
            for (JsonNode element : node) {
                message.addRepeatedField(field, single(message, field, element));
            }
        } else {
            message.setField(field, single(message, field, node));
        }
    }

    private static Object single(Message.Builder owner, FieldDescriptor field, JsonNode node) {
        String what = "the field '" + field.getName() + "'";
        return switch (field.getJavaType()) {
            case INT -> Integer.valueOf(inRange(integer(node, what), what));
            case LONG -> Long.valueOf(integer(node, what));
            case FLOAT -> Float.valueOf((float) node.asDouble());
            case DOUBLE -> Double.valueOf(node.asDouble());
            case BOOLEAN -> Boolean.valueOf(node.asBoolean());
            case STRING -> text(node, what);
            case BYTE_STRING -> ByteString.copyFrom(Base64.getDecoder().decode(text(node, what)));
            case ENUM -> enumValue(field, node, what);
            case MESSAGE -> {
                Message.Builder message = owner.newBuilderForField(field);
                merge(message, node);
                yield message.build();
            }
        };
    }

    private static EnumValueDescriptor enumValue(FieldDescriptor field, JsonNode node, String what) {
        EnumValueDescriptor value = node.isInt()
                ? field.getEnumType().findValueByNumber(node.intValue())
                : field.getEnumType().findValueByName(text(node, what));
        if (value == null) {
            throw new IllegalArgumentException(what + " has the unknown value " + node);
        }
        return value;
    }

    private static long integer(JsonNode node, String what) {
        try {
            return node.isTextual()
                    ? Long.parseLong(node.textValue())
                    : node.decimalValue().longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(what + " is not a whole number in range: " + node, e);
        }
    }

    private static int inRange(long value, String what) {
        if (value != (int) value) {
            throw new IllegalArgumentException(what + " is not a whole number in range: " + value);
        }
        return (int) value;
    }

    private static String text(JsonNode node, String what) {
        if (!node.isTextual()) {
            throw new IllegalArgumentException(what + " is not text but " + kind(node));
        }
        return node.textValue();
    }

    private static String kind(JsonNode node) {
        return "a JSON " + node.getNodeType().toString().toLowerCase(Locale.ROOT);
    }

    private static boolean isWrapper(MessageOrBuilder message) {
        return message.getDescriptorForType().getFile().getName().equals("google/protobuf/wrappers.proto");
    }
}
