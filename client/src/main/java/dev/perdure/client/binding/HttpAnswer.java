package dev.perdure.client.binding;

import java.util.Map;

/**
 * What a function should answer to the HTTP request that triggered it. Immutable.
 *
 * @param status the HTTP status
 * @param headers by name
 * @param body JSON
 */
public record HttpAnswer(int status, Map<String, String> headers, String body) {

    public HttpAnswer {
        headers = Map.copyOf(headers);
    }

    static HttpAnswer json(int status, String body) {
        return new HttpAnswer(status, Map.of("Content-Type", "application/json"), body);
    }
}
