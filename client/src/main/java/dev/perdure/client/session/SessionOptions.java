package dev.perdure.client.session;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What a session is made of. Immutable; equal options make interchangeable sessions.
 *
 * @param origin scheme, host and port of the host, normalized: {@code http://127.0.0.1:7071}
 * @param connectionsMax how many connections may be open at once, over all generations; the next caller waits
 * @param waitersMax how many callers may wait; the next one fails
 * @param idleMax how long a connection may lie idle before it is dropped; hosts drop theirs at about 130 s
 * @param connectTimeout how long one attempt to connect may take, per address of the host
 * @param responseBytesMax the longest body of an answer
 * @param sslContext for an {@code https} origin; null means the JVM's default
 */
public record SessionOptions(
        URI origin,
        int connectionsMax,
        int waitersMax,
        Duration idleMax,
        Duration connectTimeout,
        int responseBytesMax,
        @Nullable SSLContext sslContext) {

    public static final int CONNECTIONS_MAX = 30;
    public static final int WAITERS_MAX = 20_000;
    public static final Duration IDLE_MAX = Duration.ofSeconds(60);
    public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    public static final int RESPONSE_BYTES_MAX = 64 * 1024 * 1024;

    public SessionOptions {
        origin = normalized(requireNonNull(origin, "origin"));
        if (connectionsMax < 1 || waitersMax < 0 || responseBytesMax < 1) {
            throw new IllegalArgumentException(
                    "A session needs at least one connection, a queue of zero or more calls, "
                            + "and room for an answer; these were set: connectionsMax=" + connectionsMax
                            + ", waitersMax="
                            + waitersMax + ", responseBytesMax=" + responseBytesMax + ".");
        }
        if (!idleMax.isPositive() || !connectTimeout.isPositive()) {
            throw new IllegalArgumentException("idleMax and connectTimeout must be positive.");
        }
    }

    /**
     * The default options for {@code origin}.
     *
     * @throws IllegalArgumentException if it is not an {@code http} or {@code https} URI of host and port alone
     */
    public static SessionOptions of(URI origin) {
        return new SessionOptions(
                origin, CONNECTIONS_MAX, WAITERS_MAX, IDLE_MAX, CONNECT_TIMEOUT, RESPONSE_BYTES_MAX, null);
    }

    boolean isSecure() {
        return origin.getScheme().equals("https");
    }

    /** The host as a name or address to connect to: an IPv6 address without its brackets. */
    String host() {
        String host = origin.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static URI normalized(URI origin) {
        String scheme = origin.getScheme() == null ? "" : origin.getScheme().toLowerCase(Locale.ROOT);
        String path = origin.getRawPath() == null ? "" : origin.getRawPath();
        boolean isPlain = origin.getRawQuery() == null
                && origin.getRawFragment() == null
                && origin.getRawUserInfo() == null
                && (path.isEmpty() || path.equals("/"));
        if (!(scheme.equals("http") || scheme.equals("https")) || origin.getHost() == null || !isPlain) {
            throw new IllegalArgumentException(
                    "'" + origin + "' is not an origin: give scheme, host and port only, like http://127.0.0.1:7071.");
        }
        int port = origin.getPort() >= 0 ? origin.getPort() : scheme.equals("https") ? 443 : 80;
        return URI.create(scheme + "://" + origin.getHost().toLowerCase(Locale.ROOT) + ":" + port);
    }
}
