package dev.perdure.client.spi;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A host's answer to one request. Immutable, provided that nobody changes the body's bytes: they are not copied. */
public final class TransportResponse {

    private static final byte[] NO_BODY = {};

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    private TransportResponse(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /**
     * Returns an answer.
     *
     * @param status the HTTP status, 200 to 599
     * @param headers by name, in any case; copied
     * @param body the bytes of the body, none for an answer without one; not copied
     * @throws IllegalArgumentException if {@code status} is out of range
     */
    public static TransportResponse of(int status, Map<String, String> headers, byte[] body) {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("An answer's status is 200 to 599; this one is " + status + ".");
        }
        Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(headers);
        return new TransportResponse(
                status, Collections.unmodifiableMap(copy), body.length == 0 ? NO_BODY : requireNonNull(body, "body"));
    }

    /** The HTTP status, 200 to 599. */
    public int status() {
        return status;
    }

    /** The headers; names are found in any case. Unmodifiable. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The value of the header {@code name} (any case), or empty. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The bytes of the body; length 0 for none. Not a copy: not to be changed. */
    public byte[] body() {
        return body;
    }

    /** The status and the size of the body. */
    @Override
    public String toString() {
        return "HTTP " + status + " with " + body.length + " bytes";
    }
}
