package dev.perdure.host.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One answer, free of any HTTP server. Immutable as long as nobody changes {@code body}.
 *
 * @param status the HTTP status
 * @param headers in the order in which they are sent, without Content-Length
 * @param body empty if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying would double the cost of a large body
public record ApiResponse(int status, Map<String, String> headers, byte[] body) {

    static final String JSON = "application/json; charset=utf-8";
    private static final byte[] NO_BODY = {};

    public ApiResponse {
        headers = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** No body, no headers. */
    public static ApiResponse empty(int status) {
        return new ApiResponse(status, Map.of(), NO_BODY);
    }

    /** A JSON body in UTF-8. */
    public static ApiResponse json(int status, byte[] body) {
        return new ApiResponse(status, Map.of("Content-Type", JSON), body);
    }

    /** A text body of this type. */
    public static ApiResponse text(int status, String contentType, String body) {
        return new ApiResponse(status, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
    }

    /** The same answer with one more header. */
    public ApiResponse with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new ApiResponse(status, more, body);
    }
}
