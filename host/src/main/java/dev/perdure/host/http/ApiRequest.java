package dev.perdure.host.http;

import java.util.Map;
import java.util.Optional;

/**
 * One request, free of any HTTP server. Immutable as long as nobody changes {@code body}.
 *
 * @param method the verb, upper case
 * @param path the path as it came, percent-encoded, beginning with {@code /}, without query
 * @param query the query text as it came, without {@code ?}; empty if there is none
 * @param headers by lower-case name; a repeated header appears as one value joined by commas
 * @param body the body; empty if there is none
 * @param secure whether it came over TLS
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying would double the cost of a large body
public record ApiRequest(
        String method, String path, String query, Map<String, String> headers, byte[] body, boolean secure) {

    public ApiRequest {
        headers = Map.copyOf(headers);
    }

    /** One that came in plain text, or without a socket. */
    public ApiRequest(String method, String path, String query, Map<String, String> headers, byte[] body) {
        this(method, path, query, headers, body, false);
    }

    /** The value of the header with this lower-case name. */
    public Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }

    /** The task hub it names; empty if none. */
    public String taskHub() {
        return QueryParameters.parse(query).text("taskHub").orElse("");
    }

    /** Whether the body is said to be JSON; parameters of the type do not count. */
    boolean isJson() {
        String type = header("content-type").orElse("");
        int parameters = type.indexOf(';');
        String media = parameters < 0 ? type : type.substring(0, parameters);
        return media.trim().equalsIgnoreCase("application/json");
    }

    /** The same request with another body. */
    public ApiRequest withBody(byte[] newBody) {
        return new ApiRequest(method, path, query, headers, newBody, secure);
    }

    /** {@code scheme://authority} as the caller used it, for links back. */
    String origin() {
        return (secure ? "https://" : "http://") + header("host").orElse("localhost");
    }
}
