package dev.perdure.host.http;

import dev.perdure.core.InstanceId;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.engine.InstanceView;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.RequestKey;
import dev.perdure.engine.StartRequest;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.WaitCondition;
import dev.perdure.host.rules.KnownOrchestrators;
import dev.perdure.host.rules.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Starts instances and, when asked to, waits for them. Thread-safe. */
final class InstanceStarts {

    private static final String ATTACHED = "Perdure-Attached";

    private final TaskHubEngine engine;
    private final EngineCalls calls;
    private final KnownOrchestrators known;
    private final Map<Object, CompletableFuture<InstanceView>> waits = new ConcurrentHashMap<>();
    private volatile boolean waitingEnded;

    InstanceStarts(TaskHubEngine engine, EngineCalls calls, ApiOptions options) {
        this.engine = engine;
        this.calls = calls;
        this.known = new KnownOrchestrators(options.strictNames(), calls::announcedOrchestrators);
    }

    ApiResponse start(ApiRequest request, QueryParameters query, Route.Start route, ManagementLinks links) {
        Names.requireValid("orchestrator name", route.name());
        requireSensibleWait(query);
        String input = request.body().length == 0 ? null : JsonText.requireJson(request.body());
        StartParameters parameters = StartParameters.of(query);
        RequestKey key = key(request, route, parameters).orElse(null);
        String instanceId = idFor(route, key);
        known.requireKnown(route.name());
        Outcome outcome = calls.outcome(engine.start(new StartRequest(
                instanceId,
                route.name(),
                parameters.version(),
                input,
                parameters.startTime(),
                parameters.tags(),
                request.header("traceparent").orElse(null),
                key,
                parameters.reuse())));
        return switch (outcome) {
            case Outcome.Rejected rejected -> throw ApiException.alreadyExists(rejected.message());
            case Outcome.Done done -> {
                ApiResponse answer = answer(instanceId, query, links);
                yield done.count() == 0 ? answer.with(ATTACHED, "true") : answer;
            }
        };
    }

    /** What a start answers once it is done: at once, or when the instance has ended if the query asks for that. */
    ApiResponse answer(String instanceId, QueryParameters query, ManagementLinks links) {
        Optional<Duration> timeout = query.seconds("timeout");
        return timeout.isPresent() && query.seconds("pollingInterval").isPresent()
                ? waited(instanceId, timeout.get(), links)
                : links.checkStatus(instanceId);
    }

    private static Optional<RequestKey> key(ApiRequest request, Route.Start route, StartParameters parameters) {
        List<String> effect =
                new ArrayList<>(List.of("start", route.name(), route.instanceId() == null ? "" : route.instanceId()));
        effect.addAll(parameters.effect());
        return IdempotencyKey.of(request, effect.toArray(String[]::new));
    }

    /** Answers every request that is waiting now or will wait: the host is closing. */
    void endWaits() {
        waitingEnded = true;
        waits.values().forEach(wait -> wait.cancel(false));
    }

    /**
     * Refuses a wait that cannot be.
     *
     * @throws ApiException 400 if it would ask less often than it lasts
     */
    static void requireSensibleWait(QueryParameters query) {
        Optional<Duration> timeout = query.seconds("timeout");
        Optional<Duration> pollingInterval = query.seconds("pollingInterval");
        if (timeout.isPresent()
                && pollingInterval.isPresent()
                && pollingInterval.get().compareTo(timeout.get()) > 0) {
            throw ApiException.badRequest("pollingInterval must not be longer than timeout; nothing was started.");
        }
    }

    private static String idFor(Route.Start route, @org.jspecify.annotations.Nullable RequestKey key) {
        String asked = route.instanceId();
        if (asked != null) {
            return InstanceId.requireValid(asked);
        }
        return key == null ? InstanceId.random() : IdempotencyKey.instanceIdFor(key);
    }

    private ApiResponse waited(String instanceId, Duration timeout, ManagementLinks links) {
        awaitEnd(instanceId, timeout);
        InstanceView view = calls.instance(instanceId, true).orElse(null);
        if (view == null || !view.status().isTerminal()) {
            return links.checkStatus(instanceId);
        }
        return ApiResponse.json(
                200,
                view.status() == RuntimeStatus.COMPLETED
                        ? StatusPayload.outputOf(view)
                        : StatusPayload.of(view, new StatusPayload.Shown(true, false), null));
    }

    private void awaitEnd(String instanceId, Duration timeout) {
        CompletableFuture<InstanceView> wait = engine.waitFor(instanceId, WaitCondition.COMPLETED);
        Object handle = new Object();
        waits.put(handle, wait);
        try {
            if (!waitingEnded) {
                wait.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException | CancellationException e) {
            // Not ended in time, or the host is closing: the caller is told where to look later.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw ApiException.unavailable("The instance was started, but the host stopped before it ended.");
        } finally {
            waits.remove(handle);
            wait.cancel(false);
        }
    }
}
