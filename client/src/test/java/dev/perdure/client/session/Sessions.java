package dev.perdure.client.session;

import dev.perdure.client.spi.HttpHeaders;
import dev.perdure.client.spi.TransportRequest;
import dev.perdure.client.spi.TransportResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;

/** Sessions and requests for tests. */
final class Sessions {

    private Sessions() {}

    static HttpSession open(URI origin) {
        return open(SessionOptions.of(origin), Ticker.SYSTEM);
    }

    static HttpSession open(SessionOptions options, Ticker ticker) {
        return new HttpSession(options, ticker, new Random(1), () -> {});
    }

    static SessionOptions limits(URI origin, int connectionsMax, int waitersMax) {
        return new SessionOptions(
                origin,
                connectionsMax,
                waitersMax,
                SessionOptions.IDLE_MAX,
                SessionOptions.CONNECT_TIMEOUT,
                SessionOptions.RESPONSE_BYTES_MAX,
                null);
    }

    static TransportRequest get(String path) {
        return get(path, Duration.ofMinutes(4));
    }

    static TransportRequest get(String path, Duration deadline) {
        return TransportRequest.builder("GET", path)
                .operation("read")
                .deadline(deadline)
                .build();
    }

    static TransportRequest post(String path) {
        return post(path, Duration.ofMinutes(4));
    }

    static TransportRequest post(String path, Duration deadline) {
        return TransportRequest.builder("POST", path)
                .operation("raise event approve")
                .instanceId("order-7")
                .header(HttpHeaders.IDEMPOTENCY_KEY, "key-" + path.substring(1))
                .header(HttpHeaders.CONTENT_TYPE, "application/json")
                .body("{\"sum\":1}".getBytes(StandardCharsets.UTF_8))
                .deadline(deadline)
                .build();
    }

    static String text(TransportResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}
