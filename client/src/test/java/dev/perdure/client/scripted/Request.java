package dev.perdure.client.scripted;

import java.util.Map;
import java.util.Optional;

/** A request as it came over the wire. Header names are in lower case. */
public record Request(String method, String target, Map<String, String> headers, String body) {

    public Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }
}
