package dev.perdure.sdk.internal.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perdure.core.data.DataConversionException;
import dev.perdure.sdk.http.DurableHttpRequest;
import dev.perdure.sdk.http.DurableHttpResponse;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Requests and answers as payloads of the built-in activity: JSON with the members that Durable Functions uses, whatever
 * the worker's data converter is.
 */
public final class HttpMessages {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String NAMED = "Named";

    private HttpMessages() {}

    /** The payload of one try. */
    public static String write(DurableHttpRequest request) {
        ObjectNode json = JSON.createObjectNode()
                .put("method", request.method())
                .put("uri", request.uri().toString());
        json.set("headers", headers(request.headers()));
        request.body().ifPresent(body -> json.put("content", body));
        request.tokenSource()
                .ifPresent(
                        name -> json.putObject("tokenSource").put("kind", NAMED).put("name", name));
        json.put("timeoutMillis", Math.max(1, request.timeout().toMillis()));
        return json.toString();
    }

    /** What one try is to do. */
    static DurableHttpRequest request(String payload) {
        JsonNode json = read(payload);
        DurableHttpRequest request = DurableHttpRequest.of(
                        json.path("method").asText("GET"), uri(json.path("uri").asText()))
                .timeout(Duration.ofMillis(json.path("timeoutMillis").asLong(100_000)));
        for (Map.Entry<String, List<String>> header :
                headers(json.path("headers")).entrySet()) {
            for (String value : header.getValue()) {
                request = request.header(header.getKey(), value);
            }
        }
        if (json.hasNonNull("content")) {
            request = request.body(json.path("content").asText());
        }
        if (json.hasNonNull("tokenSource")) {
            JsonNode source = json.path("tokenSource");
            if (!source.path("kind").asText().equals(NAMED)) {
                throw new IllegalArgumentException("This worker knows token sources by name only, not of the kind '"
                        + source.path("kind").asText() + "'.");
            }
            request = request.tokenSource(source.path("name").asText());
        }
        return request;
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            // Without the text itself, whose query is not for logs.
            throw new IllegalArgumentException(
                    "its URI is none: " + e.getReason() + " at character " + e.getIndex() + ".");
        }
    }

    static String write(DurableHttpResponse response) {
        ObjectNode json = JSON.createObjectNode().put("statusCode", response.statusCode());
        json.set("headers", headers(response.headers()));
        return json.put("content", response.body()).toString();
    }

    /**
     * The answer that a payload stands for.
     *
     * @throws DataConversionException if it is none
     */
    public static DurableHttpResponse response(String payload) {
        JsonNode json = read(payload);
        return new DurableHttpResponse(
                json.path("statusCode").asInt(),
                headers(json.path("headers")),
                json.path("content").asText(""));
    }

    private static JsonNode read(String payload) {
        try {
            return JSON.readTree(payload);
        } catch (JsonProcessingException e) {
            throw new DataConversionException(
                    "A payload of the HTTP activity is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static ObjectNode headers(Map<String, List<String>> headers) {
        ObjectNode json = JSON.createObjectNode();
        headers.forEach((name, values) -> {
            if (values.size() == 1) {
                json.put(name, values.get(0));
            } else {
                ArrayNode several = json.putArray(name);
                values.forEach(several::add);
            }
        });
        return json;
    }

    private static Map<String, List<String>> headers(JsonNode json) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        json.properties().forEach(header -> {
            List<String> values = new ArrayList<>();
            if (header.getValue().isArray()) {
                header.getValue().forEach(value -> values.add(value.asText()));
            } else {
                values.add(header.getValue().asText());
            }
            headers.put(header.getKey(), values);
        });
        return headers;
    }
}
