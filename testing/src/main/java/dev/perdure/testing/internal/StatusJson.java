package dev.perdure.testing.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.TaskFailureDetails;
import dev.perdure.engine.InstanceView;
import org.jspecify.annotations.Nullable;

/** An instance as a host tells it to a client. Stateless. */
public final class StatusJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private StatusJson() {}

    /** The status with all details, times to the microsecond. */
    public static String of(InstanceView view) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("name", view.name());
        json.put("instanceId", view.instanceId());
        json.put("runtimeStatus", view.status().wireName());
        json.set("input", payload(view.input()));
        json.set("customStatus", payload(view.customStatus()));
        json.set("output", payload(output(view)));
        json.put("createdTime", view.createdAt().toString());
        json.put("lastUpdatedTime", view.lastUpdatedAt().toString());
        json.put("executionId", view.executionId());
        json.put("version", view.version());
        ObjectNode tags = json.putObject("tags");
        view.tags().forEach(tags::put);
        json.put("scheduledStartTime", text(view.scheduledStart()));
        json.put("completedTime", text(view.completedAt()));
        TaskFailureDetails failure = view.failure();
        json.set("failureDetails", failure == null ? NullNode.getInstance() : failure(failure));
        return json.toString();
    }

    private static ObjectNode failure(TaskFailureDetails failure) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("errorType", failure.getErrorType());
        json.put("errorMessage", failure.getErrorMessage());
        json.put("stackTrace", failure.hasStackTrace() ? failure.getStackTrace().getValue() : null);
        json.set(
                "innerFailure",
                failure.hasInnerFailure() ? failure(failure.getInnerFailure()) : NullNode.getInstance());
        json.put("isNonRetriable", failure.getIsNonRetriable());
        return json;
    }

    private static @Nullable String output(InstanceView view) {
        TaskFailureDetails failure = view.failure();
        return view.output() == null && view.status() == RuntimeStatus.FAILED && failure != null
                ? TextNode.valueOf(failure.getErrorMessage()).toString()
                : view.output();
    }

    private static JsonNode payload(@Nullable String text) {
        if (text == null) {
            return NullNode.getInstance();
        }
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            // A reason of a termination is plain text.
            return TextNode.valueOf(text);
        }
    }

    private static @Nullable String text(@Nullable Object instant) {
        return instant == null ? null : instant.toString();
    }
}
