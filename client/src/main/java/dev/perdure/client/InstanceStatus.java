package dev.perdure.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.data.DataConversionException;
import dev.perdure.core.data.DataConverter;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An instance as the host described it at one moment. Immutable.
 *
 * <p>Payloads (input, output, custom status) are had as JSON text or as values of a type. A payload that is absent and
 * one that is the JSON {@code null} are the same: there is none. Hosts do not tell them apart.
 */
public final class InstanceStatus {

    private final String instanceId;
    private final String name;
    private final RuntimeStatus runtimeStatus;
    private final Instant createdTime;
    private final Instant lastUpdatedTime;
    private final @Nullable JsonNode input;
    private final @Nullable JsonNode output;
    private final @Nullable JsonNode customStatus;
    private final @Nullable JsonNode history;
    private final DataConverter converter;

    InstanceStatus(
            String instanceId,
            String name,
            RuntimeStatus runtimeStatus,
            Instant createdTime,
            Instant lastUpdatedTime,
            JsonNode payloads,
            DataConverter converter) {
        this.instanceId = instanceId;
        this.name = name;
        this.runtimeStatus = runtimeStatus;
        this.createdTime = createdTime;
        this.lastUpdatedTime = lastUpdatedTime;
        this.input = payload(payloads, "input");
        this.output = payload(payloads, "output");
        this.customStatus = payload(payloads, "customStatus");
        this.history = payload(payloads, "historyEvents");
        this.converter = converter;
    }

    private static @Nullable JsonNode payload(JsonNode payloads, String field) {
        JsonNode node = payloads.get(field);
        return node == null || node.isNull() ? null : node;
    }

    public String instanceId() {
        return instanceId;
    }

    /** The orchestrator's name. */
    public String name() {
        return name;
    }

    public RuntimeStatus runtimeStatus() {
        return runtimeStatus;
    }

    /** When the instance was accepted; hosts may cut it to whole seconds. */
    public Instant createdTime() {
        return createdTime;
    }

    /** When the instance last changed; hosts may cut it to whole seconds. */
    public Instant lastUpdatedTime() {
        return lastUpdatedTime;
    }

    /** The input as JSON text; empty if there is none or it was not fetched. */
    public Optional<String> inputJson() {
        return Optional.ofNullable(input).map(JsonNode::toString);
    }

    /** The output as JSON text, for a failed instance its failure; empty if there is none. */
    public Optional<String> outputJson() {
        return Optional.ofNullable(output).map(JsonNode::toString);
    }

    /** The custom status as JSON text; empty if there is none. */
    public Optional<String> customStatusJson() {
        return Optional.ofNullable(customStatus).map(JsonNode::toString);
    }

    /** The history as the text of a JSON array; empty if it was not fetched. */
    public Optional<String> historyJson() {
        return Optional.ofNullable(history).map(JsonNode::toString);
    }

    /**
     * The input as a value of {@code type}; empty if there is none or it was not fetched.
     *
     * @throws DataConversionException if it does not fit the type
     */
    public <T> Optional<T> inputAs(Class<T> type) {
        return value(input, type);
    }

    /**
     * The output as a value of {@code type}; empty if there is none.
     *
     * @throws DataConversionException if it does not fit the type
     */
    public <T> Optional<T> outputAs(Class<T> type) {
        return value(output, type);
    }

    /**
     * The custom status as a value of {@code type}; empty if there is none.
     *
     * @throws DataConversionException if it does not fit the type
     */
    public <T> Optional<T> customStatusAs(Class<T> type) {
        return value(customStatus, type);
    }

    private <T> Optional<T> value(@Nullable JsonNode node, Class<T> type) {
        if (node == null) {
            return Optional.empty();
        }
        Object value = converter.deserialize(node.toString(), type);
        return value == null ? Optional.empty() : Optional.of(asType(value, type));
    }

    // Class.cast refuses the wrapper of a primitive type; the converter has made a value of the type asked for.
    @SuppressWarnings("unchecked")
    private static <T> T asType(Object value, Class<T> type) {
        return type.isPrimitive() ? (T) value : type.cast(value);
    }

    /** The failure or reason in the output as plain text: the string if the output is one, else its JSON. */
    String outputText() {
        if (output == null) {
            return "";
        }
        return output.isTextual() ? output.textValue() : output.toString();
    }

    /** Id, name and status; no payloads. */
    @Override
    public String toString() {
        return name + " '" + instanceId + "' " + runtimeStatus.wireName();
    }
}
