package dev.perdure.sdk.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The answer of a service, whatever its status.
 *
 * <p>Immutable.
 */
public final class DurableHttpResponse {

    private final int statusCode;
    private final Map<String, List<String>> headers;
    private final String body;

    /**
     * An answer; for tests.
     *
     * @param headers by name, regardless of case
     * @param body empty for none
     */
    public DurableHttpResponse(int statusCode, Map<String, List<String>> headers, String body) {
        Map<String, List<String>> byName = new TreeMap<>();
        headers.forEach((name, values) -> byName.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new ArrayList<>())
                .addAll(values));
        byName.replaceAll((name, values) -> List.copyOf(values));
        this.statusCode = statusCode;
        this.headers = Collections.unmodifiableMap(byName);
        this.body = Objects.requireNonNull(body, "body");
    }

    /** The status, such as 200. */
    public int statusCode() {
        return statusCode;
    }

    /** Whether the status is 200 to 299. */
    public boolean isSuccess() {
        return statusCode >= 200 && statusCode < 300;
    }

    /** All headers, by name in lower case. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** The first value of a header, whatever its case; empty if there is none. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    /** The body as text, by the charset that the answer names or UTF-8; empty if there is none. */
    public String body() {
        return body;
    }

    @Override
    public String toString() {
        return "DurableHttpResponse[" + statusCode + ", " + body.length() + " characters]";
    }
}
