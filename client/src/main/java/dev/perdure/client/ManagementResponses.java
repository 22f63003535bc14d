package dev.perdure.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.perdure.client.spi.TransportRequest;
import dev.perdure.client.spi.TransportResponse;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.data.DataConverter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answers of the Durable Functions HTTP management API. Bodies are read as JSON whatever their content type
 * says. Thread-safe.
 */
final class ManagementResponses {

    private static final int SHOWN_MAX = 200;

    /** Keeps numbers as they were written: 1.10 stays 1.10, and long fractions keep their digits. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final DataConverter converter;

    ManagementResponses(DataConverter converter) {
        this.converter = converter;
    }

    /** The body as JSON; null if it is empty. */
    private static @Nullable JsonNode json(TransportRequest request, TransportResponse response) {
        if (response.body().length == 0) {
            return null;
        }
        try {
            return MAPPER.readTree(response.body());
        } catch (IOException e) {
            throw unexpected(request, response, "its body is not JSON", e);
        }
    }

    InstanceStatus status(TransportRequest request, TransportResponse response) {
        JsonNode body = json(request, response);
        if (body == null) {
            throw unexpected(request, response, "it has no body", null);
        }
        return status(request, response, body);
    }

    List<InstanceStatus> page(TransportRequest request, TransportResponse response) {
        JsonNode body = json(request, response);
        if (body == null || !body.isArray()) {
            throw unexpected(request, response, "its body is not an array", null);
        }
        List<InstanceStatus> page = new ArrayList<>(body.size());
        for (JsonNode item : body) {
            // Hosts list entities among the instances.
            if (!item.path("instanceId").asText().startsWith("@")) {
                page.add(status(request, response, item));
            }
        }
        return page;
    }

    int instancesDeleted(TransportRequest request, TransportResponse response) {
        JsonNode body = json(request, response);
        JsonNode count = body == null ? null : body.get("instancesDeleted");
        if (count == null || !count.canConvertToInt()) {
            throw unexpected(request, response, "it does not say how many instances were deleted", null);
        }
        return count.intValue();
    }

    private InstanceStatus status(TransportRequest request, TransportResponse response, JsonNode body) {
        String statusName = body.path("runtimeStatus").asText();
        RuntimeStatus runtimeStatus = RuntimeStatus.ofWireName(statusName).orElse(null);
        String instanceId = body.path("instanceId").asText();
        if (runtimeStatus == null || instanceId.isEmpty()) {
            throw unexpected(request, response, "it is not the status of an instance", null);
        }
        try {
            return new InstanceStatus(
                    instanceId,
                    body.path("name").asText(),
                    runtimeStatus,
                    moment(body.path("createdTime")),
                    moment(body.path("lastUpdatedTime")),
                    body,
                    converter);
        } catch (DateTimeException e) {
            throw unexpected(request, response, "one of its times is not a time", e);
        }
    }

    private static Instant moment(JsonNode time) {
        return OffsetDateTime.parse(time.asText()).toInstant();
    }

    /** Whether an answer of status 500 to a start says that the instance exists: other hosts than Perdure say it so. */
    static boolean saysAlreadyExists(TransportResponse response) {
        String text = (error(response, "ExceptionType") + " " + message(response)).toLowerCase(Locale.ROOT);
        return text.contains("alreadyexists") || text.contains("already exists");
    }

    /** The exception for an answer that no operation expects as such. */
    static DurableClientException failure(TransportRequest request, TransportResponse response) {
        String what = request.operation()
                + request.instanceId().map(id -> " for instance '" + id + "'").orElse("");
        return switch (response.status()) {
            case 400, 413, 415, 422 ->
                new InvalidRequestException(
                        what + " was refused as invalid (HTTP " + response.status() + "): " + message(response),
                        response.status());
            case 401, 403 ->
                new AccessDeniedException(what + " was refused (HTTP " + response.status()
                        + "): set the key that the host asks for. " + message(response));
            default -> unexpected(request, response, message(response), null);
        };
    }

    static UnexpectedResponseException unexpected(
            TransportRequest request, TransportResponse response, String why, @Nullable Exception cause) {
        return new UnexpectedResponseException(
                request.operation()
                        + request.instanceId()
                                .map(id -> " for instance '" + id + "'")
                                .orElse("")
                        + " got an answer that was not expected (HTTP " + response.status() + "): " + why,
                response.status(),
                cause);
    }

    /** What the host says went wrong: from its error JSON if there is one, else the beginning of the body. */
    static String message(TransportResponse response) {
        for (String field : new String[] {"ExceptionMessage", "Message"}) {
            String text = error(response, field);
            if (!text.isEmpty()) {
                return shown(text);
            }
        }
        String text = new String(response.body(), StandardCharsets.UTF_8);
        return text.isBlank() ? "it gave no reason" : shown(text);
    }

    private static String error(TransportResponse response, String field) {
        try {
            return MAPPER.readTree(response.body()).path(field).asText();
        } catch (JsonProcessingException e) {
            return "";
        } catch (IOException e) {
            return "";
        }
    }

    private static String shown(String text) {
        String cut = text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "…";
        return cut.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
