package dev.perdure.client.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request to a host, independent of the way it travels. Immutable, provided that nobody changes the body's bytes:
 * they are not copied.
 */
public final class TransportRequest {

    private final String method;
    private final String pathAndQuery;
    private final Map<String, String> headers;
    private final byte @Nullable [] body;
    private final RetryRule retryRule;
    private final String operation;
    private final @Nullable String instanceId;
    private final Duration deadline;

    private TransportRequest(Builder builder) {
        this.method = builder.method;
        this.pathAndQuery = builder.pathAndQuery;
        this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(builder.headers));
        this.body = builder.body;
        this.retryRule = builder.retryRule;
        this.operation = builder.operation;
        this.instanceId = builder.instanceId;
        this.deadline = builder.deadline;
    }

    /**
     * This request with more headers. One that it has already, in whatever case, stays as it is.
     *
     * @throws IllegalArgumentException as {@link Builder#header} does
     */
    public TransportRequest withHeaders(Map<String, String> more) {
        Builder copy = new Builder(method, pathAndQuery);
        more.forEach((name, value) -> {
            if (headers.keySet().stream().noneMatch(name::equalsIgnoreCase)) {
                copy.header(name, value);
            }
        });
        copy.headers.putAll(headers);
        copy.body = body;
        copy.retryRule = retryRule;
        copy.operation = operation;
        copy.instanceId = instanceId;
        copy.deadline = deadline;
        return copy.build();
    }

    /**
     * Begins a request without headers and body, which may be repeated freely if {@code method} is {@code GET} and
     * otherwise only under {@link RetryRule#IF_KEY_HONOURED}.
     *
     * @param method an HTTP method in upper case
     * @param pathAndQuery relative to the host's origin, beginning with {@code /}, percent-encoded
     * @throws IllegalArgumentException if {@code pathAndQuery} is not such a text
     */
    public static Builder builder(String method, String pathAndQuery) {
        return new Builder(method, pathAndQuery);
    }

    /** The HTTP method, such as {@code POST}. */
    public String method() {
        return method;
    }

    /** Path and query relative to the host's origin, beginning with {@code /}, percent-encoded. */
    public String pathAndQuery() {
        return pathAndQuery;
    }

    /** The headers in the order they were given; unmodifiable. Host and Content-Length are the transport's affair. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The body, or null for none. Not a copy: not to be changed. */
    public byte @Nullable [] body() {
        return body;
    }

    /** Whether the request may be repeated once some of it was sent. */
    public RetryRule retryRule() {
        return retryRule;
    }

    /** What the request does, for messages: {@code start}, {@code raise event approve}. */
    public String operation() {
        return operation;
    }

    /** The instance the request concerns, or empty if it concerns no single one. */
    public Optional<String> instanceId() {
        return Optional.ofNullable(instanceId);
    }

    /** How long the exchange may take in all: waiting for a connection, sending, answering, repeating. */
    public Duration deadline() {
        return deadline;
    }

    /** Method, path and query; no headers, because they may hold a key. */
    @Override
    public String toString() {
        return method + " " + pathAndQuery;
    }

    /** Collects a request. Confined to one thread. */
    public static final class Builder {

        private final String method;
        private final String pathAndQuery;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private byte @Nullable [] body;
        private RetryRule retryRule;
        private String operation;
        private @Nullable String instanceId;
        private Duration deadline = Duration.ofMinutes(4);

        private Builder(String method, String pathAndQuery) {
            this.method = requireText(method, "method");
            this.pathAndQuery = requireText(pathAndQuery, "pathAndQuery");
            if (!pathAndQuery.startsWith("/") || !isVisibleAscii(pathAndQuery)) {
                throw new IllegalArgumentException("The path '" + pathAndQuery
                        + "' must begin with '/' and be percent-encoded: visible ASCII characters only.");
            }
            this.retryRule = method.equals("GET") ? RetryRule.FREELY : RetryRule.IF_KEY_HONOURED;
            this.operation = method;
        }

        /**
         * Sets a header.
         *
         * @throws IllegalArgumentException if the name is no HTTP token or the value holds a character that is neither
         *     visible ASCII nor a space
         */
        public Builder header(String name, String value) {
            if (requireText(name, "name").chars().anyMatch(c -> c <= ' ' || c >= 127 || c == ':')) {
                throw new IllegalArgumentException("'" + name + "' is not a header name.");
            }
            if (requireNonNull(value, "value").chars().anyMatch(c -> c < ' ' || c >= 127)) {
                throw new IllegalArgumentException(
                        "The value of header " + name + " may hold visible ASCII characters and spaces only.");
            }
            headers.put(name, value);
            return this;
        }

        /** Sets the body; the array is not copied. */
        public Builder body(byte[] bytes) {
            this.body = requireNonNull(bytes, "bytes");
            return this;
        }

        /** Sets whether the request may be repeated once some of it was sent. */
        public Builder retryRule(RetryRule rule) {
            this.retryRule = requireNonNull(rule, "rule");
            return this;
        }

        /** Names what the request does, for messages. */
        public Builder operation(String name) {
            this.operation = requireText(name, "name");
            return this;
        }

        /** Names the instance the request concerns. */
        public Builder instanceId(String id) {
            this.instanceId = requireText(id, "id");
            return this;
        }

        /**
         * Sets how long the exchange may take in all; 4 minutes (240 s) unless set.
         *
         * @throws IllegalArgumentException if {@code duration} is zero or negative
         */
        public Builder deadline(Duration duration) {
            if (!duration.isPositive()) {
                throw new IllegalArgumentException("A deadline must be positive; this one is " + duration + ".");
            }
            this.deadline = duration;
            return this;
        }

        public TransportRequest build() {
            return new TransportRequest(this);
        }

        private static String requireText(String value, String name) {
            if (requireNonNull(value, name).isEmpty()) {
                throw new IllegalArgumentException(name + " is empty");
            }
            return value;
        }

        private static boolean isVisibleAscii(String text) {
            return text.chars().allMatch(c -> c > ' ' && c < 127);
        }
    }
}
