package dev.perdure.host.http;

import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.engine.EngineStoppedException;
import dev.perdure.engine.EntityCleaning;
import dev.perdure.engine.EntityPage;
import dev.perdure.engine.EntityQuery;
import dev.perdure.engine.EntityView;
import dev.perdure.engine.GivenUp;
import dev.perdure.engine.InstancePage;
import dev.perdure.engine.InstanceQuery;
import dev.perdure.engine.InstanceView;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.PurgeResult;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.Why;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The engine as the management API calls it: waits for outcomes within a limit, and turns faults into answers. Thread-safe. */
final class EngineCalls {

    private static final Duration PURGE_WAIT_MAX = Duration.ofMinutes(5);

    private final TaskHubEngine engine;
    private final Duration answerWithin;

    EngineCalls(TaskHubEngine engine, Duration answerWithin) {
        this.engine = engine;
        this.answerWithin = answerWithin;
    }

    /**
     * Waits for the outcome of a change.
     *
     * @throws ApiException 503 if the engine is overloaded, closing, or takes too long; 422 if the key was used before
     */
    Outcome outcome(CompletableFuture<Outcome> future) {
        Outcome outcome = await(future, answerWithin);
        return switch (outcome) {
            case Outcome.Done done -> done;
            case Outcome.Rejected rejected ->
                switch (rejected.reason()) {
                    case KEY_REUSED -> throw ApiException.keyReused(rejected.message());
                    case OVERLOADED, UNAVAILABLE -> throw ApiException.unavailable(rejected.message());
                    case ALREADY_EXISTS, NOT_FOUND, FINISHED, WRONG_STATE -> rejected;
                };
        };
    }

    Optional<InstanceView> instance(String instanceId, boolean withPayloads) {
        return read(() -> engine.instance(instanceId, withPayloads));
    }

    InstancePage instances(InstanceQuery query) {
        return read(() -> engine.instances(query));
    }

    GivenUp.Page givenUp(int pageSize, String continuation) {
        return read(() -> engine.givenUp(pageSize, continuation));
    }

    /** The entity with its state, if there is one. */
    Optional<EntityView> entity(String entityId) {
        return read(() -> engine.entity(entityId, true));
    }

    EntityPage entities(EntityQuery query) {
        return read(() -> engine.entities(query));
    }

    /** Waits for a step of cleaning, within the limit of a change. */
    EntityCleaning cleaned(CompletableFuture<EntityCleaning> future) {
        return await(future, answerWithin);
    }

    List<HistoryEvent> history(String instanceId) {
        return read(() -> engine.history(instanceId));
    }

    Optional<Why> why(String instanceId) {
        return read(() -> engine.why(instanceId));
    }

    Set<String> announcedOrchestrators() {
        return read(engine::announcedOrchestrators);
    }

    private static <T> T read(Supplier<T> read) {
        try {
            return read.get();
        } catch (EngineStoppedException e) {
            throw ApiException.unavailable(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Waits for the end of a purge, which limits its time itself.
     *
     * @throws ApiException 503 if it takes much longer
     */
    PurgeResult purged(CompletableFuture<PurgeResult> future) {
        return await(future, answerWithin.plus(PURGE_WAIT_MAX));
    }

    private <T> T await(CompletableFuture<T> future, Duration limit) {
        try {
            return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw ApiException.unavailable("The change was handed to the engine but is not confirmed within "
                    + limit.toSeconds() + " s; try again with the same idempotency key.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.unavailable("The host is closing; try again with the same idempotency key.");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EngineStoppedException stopped) {
                throw ApiException.unavailable(String.valueOf(stopped.getMessage()));
            }
            throw new IllegalStateException("The engine failed.", e);
        }
    }
}
