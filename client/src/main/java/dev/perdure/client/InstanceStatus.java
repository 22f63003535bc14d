package dev.perdure.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.perdure.client.internal.FailureJson;
import dev.perdure.client.internal.ManagementResponses;
import dev.perdure.client.internal.Payload;
import dev.perdure.core.FailureDetails;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.data.DataConversionException;
import dev.perdure.core.data.DataConverter;
import dev.perdure.core.data.TypeRef;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An instance as the host described it at one moment. Immutable.
 *
 * <p>Payloads (input, output, custom status) are had as JSON text or as values of a type. A payload that is absent and
 * one that is the JSON {@code null} are the same here: hosts write null for both. {@link #toJson} has what the host wrote.
 */
public final class InstanceStatus {

    private final JsonNode json;
    private final String instanceId;
    private final RuntimeStatus runtimeStatus;
    private final Instant createdTime;
    private final Instant lastUpdatedTime;
    private final DataConverter converter;

    private InstanceStatus(JsonNode json, String instanceId, RuntimeStatus runtimeStatus, DataConverter converter) {
        this.json = json;
        this.instanceId = instanceId;
        this.runtimeStatus = runtimeStatus;
        this.createdTime = ManagementResponses.moment(json.path("createdTime"));
        this.lastUpdatedTime = ManagementResponses.moment(json.path("lastUpdatedTime"));
        this.converter = converter;
    }

    /**
     * Reads what {@link #toJson} or a host has written.
     *
     * @throws IllegalArgumentException if it is not the status of an instance
     */
    public static InstanceStatus ofJson(String json, DataConverter converter) {
        try {
            return of(ManagementResponses.tree(json), converter);
        } catch (JsonProcessingException | DateTimeException e) {
            throw new IllegalArgumentException("It is not the status of an instance: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a status payload.
     *
     * @throws IllegalArgumentException if it is none
     * @throws java.time.DateTimeException if it has no times
     */
    static InstanceStatus of(JsonNode json, DataConverter converter) {
        String instanceId = json.path("instanceId").asText();
        RuntimeStatus runtimeStatus =
                RuntimeStatus.ofWireName(json.path("runtimeStatus").asText()).orElse(null);
        if (runtimeStatus == null || instanceId.isEmpty()) {
            throw new IllegalArgumentException("it is not the status of an instance");
        }
        return new InstanceStatus(json, instanceId, runtimeStatus, converter);
    }

    public String instanceId() {
        return instanceId;
    }

    /** The orchestrator's name. */
    public String name() {
        return json.path("name").asText();
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
        return payload("input").text();
    }

    /** The output as JSON text, for a failed instance its failure; empty if there is none. */
    public Optional<String> outputJson() {
        return payload("output").text();
    }

    /** The custom status as JSON text; empty if there is none. */
    public Optional<String> customStatusJson() {
        return payload("customStatus").text();
    }

    /** The history as the text of a JSON array; empty if it was not fetched, or the instance has not begun. */
    public Optional<String> historyJson() {
        // The contract's key is historyEvents; some hosts write the one that its SDKs look for.
        Optional<String> history = payload("historyEvents").text();
        return history.isPresent() ? history : payload("history").text();
    }

    /**
     * The input as a value of {@code type}; empty if there is none or it was not fetched.
     *
     * @throws DataConversionException if it does not fit the type
     */
    public <T> Optional<T> inputAs(Class<T> type) {
        return payload("input").as(type);
    }

    /** Like {@link #inputAs(Class)}, for a type with generic arguments. */
    public <T> Optional<T> inputAs(TypeRef<T> type) {
        return payload("input").as(type);
    }

    /**
     * The output as a value of {@code type}; empty if there is none.
     *
     * @throws DataConversionException if it does not fit the type
     */
    public <T> Optional<T> outputAs(Class<T> type) {
        return payload("output").as(type);
    }

    /** Like {@link #outputAs(Class)}, for a type with generic arguments. */
    public <T> Optional<T> outputAs(TypeRef<T> type) {
        return payload("output").as(type);
    }

    /**
     * The custom status as a value of {@code type}; empty if there is none.
     *
     * @throws DataConversionException if it does not fit the type
     */
    public <T> Optional<T> customStatusAs(Class<T> type) {
        return payload("customStatus").as(type);
    }

    /** Like {@link #customStatusAs(Class)}, for a type with generic arguments. */
    public <T> Optional<T> customStatusAs(TypeRef<T> type) {
        return payload("customStatus").as(type);
    }

    /** Which execution of the instance this is; empty if not fetched, or the host is not Perdure. */
    public Optional<String> executionId() {
        return text("executionId");
    }

    /** The version of the instance; empty if it has none, it was not fetched, or the host is not Perdure. */
    public Optional<String> version() {
        return text("version");
    }

    /** The tags of the instance, unmodifiable; empty if there are none, they were not fetched, or the host is not Perdure. */
    public Map<String, String> tags() {
        Map<String, String> tags = new LinkedHashMap<>();
        json.path("tags")
                .properties()
                .forEach(t -> tags.put(t.getKey(), t.getValue().asText()));
        return Collections.unmodifiableMap(tags);
    }

    /** Before which moment the instance does not begin; empty if none was set or fetched, or the host is not Perdure. */
    public Optional<Instant> scheduledStartTime() {
        return moment("scheduledStartTime");
    }

    /** When the instance ended; empty if it has not, it was not fetched, or the host is not Perdure. */
    public Optional<Instant> completedTime() {
        return moment("completedTime");
    }

    /** Why the instance failed; empty if it has not, it was not fetched, or the host is not Perdure. */
    public Optional<FailureDetails> failureDetails() {
        return Optional.ofNullable(FailureJson.read(json.path("failureDetails")));
    }

    /** The whole status as the host wrote it, unknown fields included: a JSON object. */
    public String toJson() {
        return json.toString();
    }

    private Payload payload(String field) {
        return Payload.field(json, field, converter);
    }

    private Optional<Instant> moment(String field) {
        return text(field).isEmpty() ? Optional.empty() : Optional.of(ManagementResponses.moment(json.path(field)));
    }

    private Optional<String> text(String field) {
        @Nullable String text = json.path(field).textValue();
        return Optional.ofNullable(text);
    }

    /** The failure or reason in the output as plain text: the string if the output is one, else its JSON. */
    String outputText() {
        return payload("output").plainText();
    }

    /** Id, name and status; no payloads. */
    @Override
    public String toString() {
        return name() + " '" + instanceId + "' " + runtimeStatus.wireName();
    }
}
