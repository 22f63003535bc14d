package dev.perdure.client.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.perdure.client.AccessDeniedException;
import dev.perdure.client.DurableClientException;
import dev.perdure.client.InvalidRequestException;
import dev.perdure.client.UnexpectedResponseException;
import dev.perdure.client.spi.TransportRequest;
import dev.perdure.client.spi.TransportResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answers of the Durable Functions HTTP management API. Bodies are read as JSON whatever their content type
 * says. Stateless.
 */
public final class ManagementResponses {

    private static final int SHOWN_MAX = 200;

    /** Keeps numbers as they were written: 1.10 stays 1.10, and long fractions keep their digits. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private ManagementResponses() {}

    /**
     * What {@code reader} makes of the body as JSON.
     *
     * @param reader throws {@link IllegalArgumentException}, with what is wrong, for JSON that is not what it should be
     * @throws UnexpectedResponseException if the body is empty, not JSON, or not what {@code reader} takes
     */
    public static <T> T read(TransportRequest request, TransportResponse response, Function<JsonNode, T> reader) {
        JsonNode body = json(request, response);
        if (body == null) {
            throw unexpected(request, response, "it has no body", null);
        }
        try {
            return reader.apply(body);
        } catch (IllegalArgumentException e) {
            throw unexpected(request, response, e.getMessage() + ": " + message(response), e);
        } catch (DateTimeException e) {
            throw unexpected(request, response, "one of its times is not a time", e);
        }
    }

    /** The body as JSON; null if it is empty. Numbers stay as they were written. */
    public static @Nullable JsonNode json(TransportRequest request, TransportResponse response) {
        if (response.body().length == 0) {
            return null;
        }
        try {
            JsonNode body = MAPPER.readTree(response.body());
            return body.isMissingNode() ? null : body;
        } catch (IOException e) {
            throw unexpected(request, response, "its body is not JSON", e);
        }
    }

    /** JSON text as a tree. Numbers stay as they were written. */
    public static JsonNode tree(String json) throws JsonProcessingException {
        return MAPPER.readTree(json);
    }

    static int instancesDeleted(TransportRequest request, TransportResponse response) {
        return read(request, response, body -> count(body, "instancesDeleted"));
    }

    /** A count in an object. */
    public static int count(JsonNode body, String field) {
        JsonNode count = body.path(field);
        if (!count.canConvertToInt()) {
            throw new IllegalArgumentException("it does not say " + field);
        }
        return count.intValue();
    }

    /** A time in a payload: ISO-8601, with or without a fraction. */
    public static Instant moment(JsonNode time) {
        return OffsetDateTime.parse(time.asText()).toInstant();
    }

    /** Whether an answer says that the state of the instance does not allow the operation: 409, elsewhere 500. */
    static boolean saysWrongState(TransportResponse response) {
        return response.status() == 409
                || (response.status() == 500
                        && error(response, "ExceptionType")
                                .toLowerCase(Locale.ROOT)
                                .contains("invalidoperation"));
    }

    /** Whether an answer of status 500 to a start or restart says that the instance exists: other hosts than Perdure say it so. */
    static boolean saysAlreadyExists(TransportResponse response) {
        String text = (error(response, "ExceptionType") + " " + message(response)).toLowerCase(Locale.ROOT);
        return text.contains("alreadyexists") || text.contains("already exists");
    }

    /** The exception for an answer that no operation expects as such. */
    public static DurableClientException failure(TransportRequest request, TransportResponse response) {
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

    /** The exception for an answer that the API does not provide for. */
    public static UnexpectedResponseException unexpected(
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
    public static String message(TransportResponse response) {
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
