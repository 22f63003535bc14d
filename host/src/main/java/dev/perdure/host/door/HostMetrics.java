package dev.perdure.host.door;

import dev.perdure.engine.TaskHubEngine;
import dev.perdure.host.disk.DiskRoom;
import dev.perdure.host.waiting.WaitSessions;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The metrics of one host in the Prometheus text form: the counters and gauges of each hub's engine, and HTTP requests. */
public final class HostMetrics implements AutoCloseable {

    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, Timer> requests = new ConcurrentHashMap<>();

    /** The metrics of these hubs, by their names. */
    public HostMetrics(Map<String, TaskHubEngine> hubs) {
        hubs.forEach((hub, engine) -> EngineMeters.show(hub, engine, registry));
    }

    /** Shows the long polls of one hub. */
    void waits(String hub, WaitSessions sessions) {
        Gauge.builder("perdure.wait.sessions", sessions, WaitSessions::sessions)
                .description("clients that wait for instances by long polls")
                .tag("hub", hub)
                .register(registry);
        Gauge.builder("perdure.wait.instances", sessions, WaitSessions::watched)
                .description("instances they wait for")
                .tag("hub", hub)
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

    /** Where others add meters of their own. */
    public MeterRegistry registry() {
        return registry;
    }

    String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        registry.close();
    }
}
