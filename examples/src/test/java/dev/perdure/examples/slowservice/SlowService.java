package dev.perdure.examples.slowservice;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A service on a free port that is ready at the third look. */
final class SlowService implements AutoCloseable {

    final AtomicInteger orders = new AtomicInteger();
    final AtomicInteger looks = new AtomicInteger();
    private final HttpServer server;

    SlowService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/videos", this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/videos");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = {};
            int status = 202;
            if (exchange.getRequestMethod().equals("POST")) {
                orders.incrementAndGet();
            } else if (looks.incrementAndGet() == 3) {
                status = 200;
                body = "summer.mp4".getBytes(StandardCharsets.UTF_8);
            }
            exchange.getResponseHeaders().add("Location", "/videos/1");
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
