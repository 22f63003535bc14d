package dev.perdure.host.door;

import java.time.Duration;

/**
 * How the HTTP door is opened. Immutable.
 *
 * @param host the name or address to bind to
 * @param port the port, 0 for any free one
 * @param bodyBytesMax the greatest request body
 * @param drain how long a closing door waits for requests under way
 * @param headWithin how long the head of a request may take from its first line on; a body gets what its length needs more
 * @param idle how long a connection may stand without a request
 */
public record HttpDoorOptions(String host, int port, int bodyBytesMax, Duration drain, Duration headWithin, Duration idle) {

    /** Enough for slow lines. */
    private static final Duration HEAD_WITHIN = Duration.ofSeconds(30);

    /** As long as other hosts of the contract wait; clients let go before. */
    private static final Duration IDLE = Duration.ofSeconds(130);

    /** The usual times for heads and idle connections. */
    public HttpDoorOptions(String host, int port, int bodyBytesMax, Duration drain) {
        this(host, port, bodyBytesMax, drain, HEAD_WITHIN, IDLE);
    }


    /** Loopback, any free port, 16 MiB, ten seconds. */
    public static HttpDoorOptions defaults() {
        return new HttpDoorOptions("127.0.0.1", 0, 16 * 1024 * 1024, Duration.ofSeconds(10));
    }
}
