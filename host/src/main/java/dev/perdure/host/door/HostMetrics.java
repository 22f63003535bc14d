package dev.perdure.host.door;

import dev.perdure.engine.EngineStats;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.host.disk.DiskRoom;
import dev.perdure.host.waiting.WaitSessions;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** The metrics of one host in the Prometheus text form: the engine's counters and gauges, and HTTP requests. */
public final class HostMetrics implements AutoCloseable {

    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final TaskHubEngine engine;
    private final Map<String, Timer> requests = new ConcurrentHashMap<>();

    public HostMetrics(TaskHubEngine engine) {
        this.engine = engine;
        counter("perdure.commands", "commands processed", EngineStats::commands);
        counter("perdure.commits", "group commits", EngineStats::commits);
        counter("perdure.sync.seconds", "time spent in synced writes", s -> s.syncNanos() / 1e9);
        counter("perdure.refused", "requests refused because an inbox was full", EngineStats::refused);
        counter("perdure.redeliveries", "work items delivered again", EngineStats::redeliveries);
        counter("perdure.given.up", "work items failed because nobody ever answered them", EngineStats::givenUp);
        counter("perdure.stale.completions", "completions that no longer fitted", EngineStats::staleCompletions);
        gauge("perdure.inbox.depth", "commands waiting in partition inboxes", EngineStats::inboxDepth);
        gauge("perdure.inbox.limit", "limit of waiting commands", EngineStats::inboxLimit);
        gauge("perdure.turns.ready", "turns waiting for a worker", EngineStats::readyTurns);
        gauge("perdure.turns.in.flight", "turns at a worker", EngineStats::turnsInFlight);
        gauge("perdure.activities.ready", "activities waiting for a worker", EngineStats::readyActivities);
        gauge("perdure.activities.in.flight", "activities at a worker", EngineStats::activitiesInFlight);
        counter(
                "perdure.long.histories",
                "how often a history reached a multiple of 100,000 events",
                EngineStats::longHistories);
        counter(
                "perdure.divergences",
                "turns whose code had left the history, so that the instance was suspended",
                EngineStats::divergences);
        counter("perdure.heartbeats", "signs of life of activities", EngineStats::heartbeats);
        gauge("perdure.entities.ready", "entities with messages waiting for a worker", EngineStats::readyEntities);
        gauge("perdure.entities.in.flight", "batches of entities at a worker", EngineStats::entitiesInFlight);
        gauge("perdure.waiters", "callers waiting for an instance", EngineStats::waiters);
        gauge("perdure.workers", "worker connections", EngineStats::workers);
        gauge("perdure.cached.instances", "instances held decoded in memory", EngineStats::cachedInstances);
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

    private void counter(String name, String description, ToDoubleFunction<EngineStats> value) {
        FunctionCounter.builder(name, engine, e -> value.applyAsDouble(e.stats()))
                .description(description)
                .register(registry);
    }

    private void gauge(String name, String description, ToDoubleFunction<EngineStats> value) {
        Gauge.builder(name, engine, e -> value.applyAsDouble(e.stats()))
                .description(description)
                .register(registry);
    }

    @Override
    public void close() {
        registry.close();
    }
}
