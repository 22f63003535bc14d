package dev.perdure.host.door;

import dev.perdure.host.PerdureVersion;
import dev.perdure.host.http.ApiPath;
import dev.perdure.host.http.ApiRequest;
import dev.perdure.host.http.ApiResponse;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** Everything the HTTP door serves: the management API, health, metrics and the page at the root. Thread-safe. */
final class Site {

    private static final String PLAIN = "text/plain; charset=utf-8";

    private final HubApis hubs;
    private final CompletableFuture<Void> failure;
    private final HostMetrics metrics;
    private final BooleanSupplier draining;

    Site(HubApis hubs, CompletableFuture<Void> failure, HostMetrics metrics, BooleanSupplier draining) {
        this.hubs = hubs;
        this.failure = failure;
        this.metrics = metrics;
        this.draining = draining;
    }

    ApiResponse handle(ApiRequest request) {
        if (ApiPath.entranceOf(request.path()).isPresent()) {
            return hubs.handle(request);
        }
        if (!request.method().equals("GET")) {
            return ApiResponse.empty(404);
        }
        return switch (request.path()) {
            case "/" -> ApiResponse.text(200, "text/html; charset=utf-8", page());
            case "/health/live" -> ApiResponse.text(200, PLAIN, "live\n");
            case "/health/ready" -> ready();
            case "/metrics" -> ApiResponse.text(200, HostMetrics.CONTENT_TYPE, metrics.scrape());
            default -> ApiResponse.empty(404);
        };
    }

    private ApiResponse ready() {
        if (failure.isCompletedExceptionally()) {
            return ApiResponse.text(503, PLAIN, "the engine has stopped because of a fault\n");
        }
        return draining.getAsBoolean()
                ? ApiResponse.text(503, PLAIN, "closing\n")
                : ApiResponse.text(200, PLAIN, "ready\n");
    }

    private static String page() {
        return """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>Perdure</title></head>
                <body>
                <h1>Perdure %s</h1>
                <p>A task hub for durable orchestrations.</p>
                <ul>
                <li>Management API: <code>%s/</code></li>
                <li><a href="/health/live">/health/live</a>, <a href="/health/ready">/health/ready</a></li>
                <li><a href="/metrics">/metrics</a></li>
                </ul>
                </body></html>
                """.formatted(PerdureVersion.text(), ApiPath.WEBHOOK_BASE);
    }
}
