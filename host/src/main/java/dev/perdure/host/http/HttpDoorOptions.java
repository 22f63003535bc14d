package dev.perdure.host.http;

import java.time.Duration;

/**
 * How the HTTP door is opened. Immutable.
 *
 * @param host the name or address to bind to
 * @param port the port, 0 for any free one
 * @param bodyBytesMax the greatest request body
 * @param drain how long a closing door waits for requests under way
 */
public record HttpDoorOptions(String host, int port, int bodyBytesMax, Duration drain) {

    /** Loopback, any free port, 16 MiB, ten seconds. */
    public static HttpDoorOptions defaults() {
        return new HttpDoorOptions("127.0.0.1", 0, 16 * 1024 * 1024, Duration.ofSeconds(10));
    }
}
