package dev.perdure.host.door;

import dev.perdure.engine.TaskHubEngine;
import dev.perdure.host.http.ApiException;
import dev.perdure.host.http.ApiRequest;
import dev.perdure.host.http.ApiResponse;
import dev.perdure.host.http.ManagementApi;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Serves the management APIs of hubs, health, metrics and the root page on a socket: a thin adaptor over the Helidon web
 * server. Each connection has a virtual thread.
 *
 * <p>Thread-safe. {@link #close} waits for requests under way, as long as the options say.
 */
public final class HttpDoor implements AutoCloseable {

    private static final int CONNECTIONS_MAX = 10_000;
    private static final int IDLE_CHECKS = 10;
    private static final int HEAD_BYTES_MAX = 32 * 1024;
    private static final long BODY_BYTES_MAX_TOGETHER = Runtime.getRuntime().maxMemory() / 4;

    private final HubApis hubs;
    private final HttpDoorOptions options;
    private final DoorGuard guard;
    private final BodyReader bodies;
    private final HttpDeadlines deadlines;
    private final Site site;
    private final HostMetrics metrics;
    private final RequestsUnderWay underWay = new RequestsUnderWay();
    private final WebServer server;

    private HttpDoor(HubApis hubs, CompletableFuture<Void> failure, HostMetrics metrics, HttpDoorOptions options) {
        this.hubs = hubs;
        this.options = options;
        this.metrics = metrics;
        this.guard = new DoorGuard(options.host(), options.asksForCertificates(), hubs::access);
        this.bodies = new BodyReader(options.bodyBytesMax(), BODY_BYTES_MAX_TOGETHER);
        this.deadlines = new HttpDeadlines(options.headWithin(), options.bodyBytesMax());
        hubs.all().forEach(api -> metrics.waits(api.taskHub(), api.waitSessions()));
        this.site = new Site(hubs, failure, metrics, underWay::isClosing);
        var builder = WebServer.builder();
        HttpTls.of(options.tls(), options.asksForCertificates()).ifPresent(builder::tls);
        this.server = builder.host(options.host())
                .port(options.port())
                .shutdownHook(false)
                .shutdownGracePeriod(Duration.ZERO)
                .maxTcpConnections(CONNECTIONS_MAX)
                .idleConnectionTimeout(options.idle())
                .idleConnectionPeriod(options.idle().dividedBy(IDLE_CHECKS))
                .protocolsDiscoverServices(false)
                .addProtocol(Http1Config.builder()
                        .maxPrologueLength(HEAD_BYTES_MAX)
                        .maxHeadersSize(HEAD_BYTES_MAX)
                        .receiveListeners(List.of(deadlines))
                        .build())
                .routing((HttpRouting.Builder routing) -> routing.any(this::serve))
                .build();
    }

    /** Opens the door of one hub. */
    public static HttpDoor open(TaskHubEngine engine, ManagementApi api, HostMetrics metrics, HttpDoorOptions options) {
        return open(HubApis.of(List.of(api)), engine.failure(), metrics, options);
    }

    /**
     * Opens the door.
     *
     * @param failure completes exceptionally when the host is no longer ready because of a fault
     * @throws UncheckedIOException if the address cannot be bound
     * @throws dev.perdure.core.tls.TlsFileException if a file for TLS cannot be used
     */
    public static HttpDoor open(
            HubApis hubs, CompletableFuture<Void> failure, HostMetrics metrics, HttpDoorOptions options) {
        requireFree(options);
        HttpDoor door = new HttpDoor(hubs, failure, metrics, options);
        door.server.start();
        door.deadlines.start();
        // The server only logs it if it cannot bind.
        if (!door.server.isRunning() || door.server.port() <= 0) {
            throw new UncheckedIOException(new IOException("The address was taken a moment ago."));
        }
        return door;
    }

    /** Binds once by hand, because the server does not tell why it could not. */
    private static void requireFree(HttpDoorOptions options) {
        try (ServerSocketChannel probe = ServerSocketChannel.open()) {
            probe.bind(new InetSocketAddress(InetAddress.getAllByName(options.host())[0], options.port()));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** The port it listens on. */
    public int port() {
        return server.port();
    }

    /** Answers new requests 503 and waits for those under way, then closes all connections. Idempotent. */
    @Override
    public void close() {
        underWay.close();
        hubs.all().forEach(ManagementApi::endWaits);
        underWay.await(options.drain());
        server.stop();
        deadlines.close();
    }

    private void serve(ServerRequest request, ServerResponse response) {
        long began = System.nanoTime();
        HttpExchange exchange = new HttpExchange(request, response);
        ApiRequest head = exchange.head();
        boolean entered = underWay.enter();
        try {
            ApiResponse answer = guard.refusal(head, exchange.peerIsLoopback())
                    .orElseGet(() -> entered || isHealth(head) ? answer(exchange) : closing());
            exchange.send(answer);
            metrics.request(head.method(), answer.status(), System.nanoTime() - began);
        } finally {
            if (entered) {
                underWay.leave();
            }
        }
        try {
            exchange.finish();
        } finally {
            deadlines.arrived(exchange.connection());
        }
    }

    private ApiResponse answer(HttpExchange exchange) {
        try {
            byte[] body = exchange.readBody(bodies);
            deadlines.arrived(exchange.connection());
            try {
                return site.handle(exchange.head().withBody(body));
            } finally {
                bodies.release(body.length);
            }
        } catch (ApiException e) {
            return e.response();
        }
    }

    private static boolean isHealth(ApiRequest request) {
        return request.path().startsWith("/health/");
    }

    private static ApiResponse closing() {
        return ApiException.unavailable("The host is closing; try again shortly.")
                .response();
    }
}
