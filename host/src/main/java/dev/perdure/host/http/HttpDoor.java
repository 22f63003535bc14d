package dev.perdure.host.http;

import dev.perdure.engine.TaskHubEngine;
import dev.perdure.host.PerdureVersion;
import io.helidon.http.Header;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Serves a {@link ManagementApi}, health, metrics and the root page on a socket: a thin adaptor over the Helidon web
 * server. Each connection has a virtual thread.
 *
 * <p>Thread-safe. {@link #close} waits for requests under way, as long as the options say.
 */
public final class HttpDoor implements AutoCloseable {

    private static final int CONNECTIONS_MAX = 10_000;
    private static final int HEAD_BYTES_MAX = 32 * 1024;
    private static final long BODY_BYTES_MAX_TOGETHER = Runtime.getRuntime().maxMemory() / 4;

    /** What is still read of a refused body, so that the refusal reaches a caller who is still sending. */
    private static final long REFUSED_BYTES_READ_MAX = 64L * 1024 * 1024;

    private final ManagementApi api;
    private final HttpDoorOptions options;
    private final DoorGuard guard;
    private final BodyReader bodies;
    private final Site site;
    private final HostMetrics metrics;
    private final RequestsUnderWay underWay = new RequestsUnderWay();
    private final WebServer server;

    private HttpDoor(TaskHubEngine engine, ManagementApi api, HostMetrics metrics, HttpDoorOptions options) {
        this.api = api;
        this.options = options;
        this.metrics = metrics;
        this.guard = new DoorGuard(options.host(), options.key());
        this.bodies = new BodyReader(options.bodyBytesMax(), BODY_BYTES_MAX_TOGETHER);
        this.site = new Site(api, engine, metrics, underWay::isClosing);
        this.server = WebServer.builder()
                .host(options.host())
                .port(options.port())
                .shutdownHook(false)
                .shutdownGracePeriod(Duration.ZERO)
                .maxTcpConnections(CONNECTIONS_MAX)
                .protocolsDiscoverServices(false)
                .addProtocol(Http1Config.builder()
                        .maxPrologueLength(HEAD_BYTES_MAX)
                        .maxHeadersSize(HEAD_BYTES_MAX)
                        .build())
                .routing((HttpRouting.Builder routing) -> routing.any(this::serve))
                .build();
    }

    /**
     * Opens the door.
     *
     * @throws UncheckedIOException if the address cannot be bound
     */
    public static HttpDoor open(TaskHubEngine engine, ManagementApi api, HostMetrics metrics, HttpDoorOptions options) {
        HttpDoor door = new HttpDoor(engine, api, metrics, options);
        door.server.start();
        return door;
    }

    /** The port it listens on. */
    public int port() {
        return server.port();
    }

    /** Answers new requests 503 and waits for those under way, then closes all connections. Idempotent. */
    @Override
    public void close() {
        underWay.close();
        api.endWaits();
        underWay.await(options.drain());
        server.stop();
    }

    private void serve(ServerRequest request, ServerResponse response) throws IOException {
        long began = System.nanoTime();
        ApiRequest head = head(request);
        ApiResponse answer;
        boolean bodyRead = false;
        Optional<ApiResponse> refusal = guard.refusal(head, isLoopback(request));
        if (refusal.isPresent()) {
            answer = refusal.get();
        } else if (!underWay.enter()) {
            answer = ApiException.unavailable("The host is closing; try again shortly.")
                    .response();
        } else {
            try {
                byte[] body = body(request);
                bodyRead = true;
                try {
                    send(response, site.handle(head.withBody(body)), true, head, began);
                } finally {
                    bodies.release(body.length);
                }
                return;
            } catch (ApiException e) {
                answer = e.response();
            } finally {
                underWay.leave();
            }
        }
        send(response, answer, bodyRead || !hasBody(request), head, began);
        drain(request);
    }

    private byte[] body(ServerRequest request) throws IOException {
        if (!hasBody(request)) {
            return new byte[0];
        }
        return bodies.read(
                request.content().inputStream(),
                request.headers().contentLength().orElse(-1));
    }

    private static boolean hasBody(ServerRequest request) {
        return request.content().hasEntity();
    }

    private void send(ServerResponse response, ApiResponse answer, boolean keepAlive, ApiRequest request, long began) {
        response.status(answer.status());
        answer.headers().forEach(response::header);
        response.header(ManagementApi.VERSION_HEADER, PerdureVersion.text());
        if (!keepAlive) {
            response.header("Connection", "close");
        }
        response.send(answer.body());
        metrics.request(request.method(), answer.status(), System.nanoTime() - began);
    }

    /** Reads on a little after a refusal: closing at once would reset the connection before the answer is read. */
    private static void drain(ServerRequest request) {
        if (!hasBody(request) || request.content().consumed()) {
            return;
        }
        try (InputStream in = request.content().inputStream()) {
            in.skip(REFUSED_BYTES_READ_MAX);
        } catch (IOException | UncheckedIOException e) {
            // The caller has gone, which is fine: there is nothing left to tell it.
        }
    }

    private static ApiRequest head(ServerRequest request) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : request.headers()) {
            headers.merge(
                    header.name().toLowerCase(Locale.ROOT),
                    String.join(",", header.allValues()),
                    (a, b) -> a + "," + b);
        }
        headers.putIfAbsent("host", request.authority());
        return new ApiRequest(
                request.prologue().method().text().toUpperCase(Locale.ROOT),
                request.prologue().uriPath().rawPath(),
                request.prologue().query().rawValue(),
                headers,
                new byte[0]);
    }

    private static boolean isLoopback(ServerRequest request) {
        return request.remotePeer().address() instanceof InetSocketAddress address
                && address.getAddress() != null
                && address.getAddress().isLoopbackAddress();
    }
}
