package dev.perdure.host.door;

import dev.perdure.engine.EngineStats;
import dev.perdure.engine.TaskHubEngine;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;

/** The counters and gauges of an engine in a registry. They show nothing more once the engine is gone. */
public final class EngineMeters {

    private final TaskHubEngine engine;
    private final MeterRegistry registry;
    private final Tags tags;

    private EngineMeters(TaskHubEngine engine, MeterRegistry registry, Tags tags) {
        this.engine = engine;
        this.registry = registry;
        this.tags = tags;
    }

    /** Adds them to {@code registry}. */
    public static void show(TaskHubEngine engine, MeterRegistry registry) {
        new EngineMeters(engine, registry, Tags.empty()).all();
    }

    /** Adds them to {@code registry}, with the label {@code hub}. */
    public static void show(String hub, TaskHubEngine engine, MeterRegistry registry) {
        new EngineMeters(engine, registry, Tags.of("hub", hub)).all();
    }

    private void all() {
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

    private void counter(String name, String description, ToDoubleFunction<EngineStats> value) {
        FunctionCounter.builder(name, engine, e -> value.applyAsDouble(e.stats()))
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private void gauge(String name, String description, ToDoubleFunction<EngineStats> value) {
        Gauge.builder(name, engine, e -> value.applyAsDouble(e.stats()))
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
