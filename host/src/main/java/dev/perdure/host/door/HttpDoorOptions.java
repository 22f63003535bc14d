package dev.perdure.host.door;

import dev.perdure.core.tls.TlsFiles;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the HTTP door is opened. Immutable.
 *
 * @param host the name or address to bind to
 * @param port the port, 0 for any free one
 * @param bodyBytesMax the greatest request body
 * @param drain how long a closing door waits for requests under way
 * @param headWithin how long the head of a request may take from its first line on; a body gets what its length needs more
 * @param idle how long a connection may stand without a request
 * @param tls what the door shows, and which clients it trusts if it asks for certificates; null for plain text
 */
public record HttpDoorOptions(
        String host,
        int port,
        int bodyBytesMax,
        Duration drain,
        Duration headWithin,
        Duration idle,
        @Nullable TlsFiles tls) {

    /** Enough for slow lines. */
    private static final Duration HEAD_WITHIN = Duration.ofSeconds(30);

    /** As long as other hosts of the contract wait; clients let go before. */
    private static final Duration IDLE = Duration.ofSeconds(130);

    /** Plain text. */
    public HttpDoorOptions(
            String host, int port, int bodyBytesMax, Duration drain, Duration headWithin, Duration idle) {
        this(host, port, bodyBytesMax, drain, headWithin, idle, null);
    }

    /** The usual times for heads and idle connections, and plain text. */
    public HttpDoorOptions(String host, int port, int bodyBytesMax, Duration drain) {
        this(host, port, bodyBytesMax, drain, HEAD_WITHIN, IDLE);
    }

    /** The same with TLS, or without. */
    public HttpDoorOptions withTls(@Nullable TlsFiles files) {
        return new HttpDoorOptions(host, port, bodyBytesMax, drain, headWithin, idle, files);
    }

    /** Whether every caller has shown a certificate that is trusted. */
    boolean asksForCertificates() {
        return tls != null && tls.trust() != null;
    }

    /** Loopback, any free port, 16 MiB, ten seconds. */
    public static HttpDoorOptions defaults() {
        return new HttpDoorOptions("127.0.0.1", 0, 16 * 1024 * 1024, Duration.ofSeconds(10));
    }
}
