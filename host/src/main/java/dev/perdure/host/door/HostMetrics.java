package dev.perdure.host.door;

import dev.perdure.engine.TaskHubEngine;
import dev.perdure.host.disk.DiskRoom;
import dev.perdure.host.waiting.WaitSessions;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The metrics of one host in the Prometheus text form: the engine's counters and gauges, and HTTP requests. */
public final class HostMetrics implements AutoCloseable {

    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, Timer> requests = new ConcurrentHashMap<>();

    public HostMetrics(TaskHubEngine engine) {
        EngineMeters.show(engine, registry);
    }

    /** Shows long polls. */
    void waits(WaitSessions sessions) {
        Gauge.builder("perdure.wait.sessions", sessions, WaitSessions::sessions)
                .description("clients that wait for instances by long polls")
                .register(registry);
        Gauge.builder("perdure.wait.instances", sessions, WaitSessions::watched)
                .description("instances they wait for")
                .register(registry);
    }

    /** Shows the room on the disk of the store. */
    public void disk(DiskRoom room) {
        Gauge.builder("perdure.disk.free.bytes", room, DiskRoom::freeBytes)
                .description("free bytes on the disk of the store")
                .register(registry);
        Gauge.builder("perdure.disk.low", room, r -> r.isLow() ? 1 : 0)
                .description("1 while nothing new is taken because the disk is nearly full")
                .register(registry);
    }

    /** Counts one answered request. */
    void request(String method, int status, long nanos) {
        // Both labels come from small closed sets, so the number of series is bounded.
        String verb = switch (method) {
            case "GET", "POST", "DELETE" -> method;
            default -> "other";
        };
        requests.computeIfAbsent(
                        verb + status,
                        k -> Timer.builder("perdure.http.requests")
                                .description("answered HTTP requests")
                                .tag("method", verb)
                                .tag("status", Integer.toString(status))
                                .register(registry))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        registry.close();
    }
}
