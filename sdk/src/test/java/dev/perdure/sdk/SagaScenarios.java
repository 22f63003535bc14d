package dev.perdure.sdk;

import static dev.perdure.sdk.ModelScenarios.after;
import static dev.perdure.sdk.ModelScenarios.failure;
import static dev.perdure.sdk.ModelScenarios.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.sdk.saga.CompensationFailedException;
import dev.perdure.sdk.saga.Saga;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Sagas and what their compensations do. */
final class SagaScenarios {

    private SagaScenarios() {}

    static Stream<Scenario> all() {
        return Stream.of(
                sagaInReverse(),
                sagaInParallel(),
                sagaWithFailures(),
                sagaThatEndsWithAnError(),
                sagaWhoseFailureTellsWhy());
    }

    private static Scenario sagaInReverse() {
        return scenario(
                "a saga in reverse",
                (ctx, in) -> {
                    List<String> undone = new ArrayList<>();
                    Shop shop = ctx.activities(Shop.class);
                    try {
                        return Saga.of(ctx).run(saga -> {
                            for (String step : List.of("flight", "hotel", "car")) {
                                String booked = shop.greet(step);
                                saga.compensate(() ->
                                        ctx.call(shop::greet, "no " + booked).thenApply(undone::add));
                            }
                            return shop.refuse("payment");
                        });
                    } catch (TaskFailedException e) {
                        return undone + " for " + e.failure().message();
                    }
                },
                "[hello no hello car, hello no hello hotel, hello no hello flight] for refused: payment");
    }

    private static Scenario sagaInParallel() {
        return scenario(
                "a saga in parallel",
                (ctx, in) -> {
                    Saga saga = Saga.of(ctx).parallel();
                    Instant start = ctx.currentInstant();
                    for (int i = 1; i <= 3; i++) {
                        int seconds = i * 10;
                        saga.compensate(() -> after(ctx, seconds, "undone"));
                    }
                    saga.compensateAll();
                    saga.compensateAll();
                    return "" + Duration.between(start, ctx.currentInstant()).toSeconds();
                },
                "30");
    }

    private static Scenario sagaWithFailures() {
        return scenario(
                "a saga whose compensations fail",
                (ctx, in) -> failures(ctx, Saga.of(ctx)) + " / "
                        + failures(ctx, Saga.of(ctx).continueOnFailure()),
                "[refused: 2] 1 [first] / [refused: 2, refused: 1] 0 [first]");
    }

    private static Scenario sagaThatEndsWithAnError() {
        return scenario(
                "a saga that ends with an error",
                (ctx, in) -> {
                    List<String> undone = new ArrayList<>();
                    try {
                        return Saga.of(ctx).continueOnFailure().<String>run(saga -> {
                            saga.compensate(() -> after(ctx, 1, "flight").thenApply(undone::add));
                            saga.compensate(() -> after(ctx, 1, "hotel").thenApply(text -> {
                                throw new AssertionError(text);
                            }));
                            throw new AssertionError("broken");
                        });
                    } catch (CompensationFailedException e) {
                        return undone + " " + e.failures() + " " + List.of(e.getSuppressed());
                    }
                },
                "[flight] [java.lang.AssertionError: hotel] [java.lang.AssertionError: broken]");
    }

    private static Scenario sagaWhoseFailureTellsWhy() {
        Orchestrator<String, String> code = (ctx, in) -> Saga.of(ctx).run(saga -> {
            saga.compensate(() -> failure(ctx, "to be taken back"));
            throw new IllegalStateException("no seats");
        });
        return new Scenario("a saga whose failure tells why", b -> b.orchestrator("Code", String.class, code), host -> {
            host.start("a", "Code", null);
            host.settle();
            assertThat(host.instance("a").failure().message())
                    .contains("java.lang.IllegalStateException: no seats", "refused: to be taken back");
        });
    }

    private static String failures(OrchestrationContext ctx, Saga which) throws Exception {
        try {
            return which.<String>run(saga -> {
                saga.compensate(() -> failure(ctx, "1"));
                saga.compensate(() -> failure(ctx, "2"));
                saga.compensate(() -> after(ctx, 1, "fine"));
                throw new IllegalStateException("first");
            });
        } catch (CompensationFailedException e) {
            List<String> failures = e.failures().stream()
                    .map(f -> ((TaskFailedException) f).failure().message())
                    .toList();
            return failures + " " + e.notRun() + " "
                    + Stream.of(e.getSuppressed()).map(Throwable::getMessage).toList();
        }
    }
}
