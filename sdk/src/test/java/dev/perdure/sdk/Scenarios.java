package dev.perdure.sdk;

import static dev.perdure.sdk.RetryPolicy.retrying;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.sdk.Shop.Item;
import dev.perdure.sdk.Shop.Reservation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Activities, their results and their failures. */
final class Scenarios {

    private Scenarios() {}

    static Stream<Scenario> all() {
        return Stream.concat(
                Stream.concat(
                        Stream.concat(
                                Stream.concat(
                                        RetryScenarios.all(), Stream.concat(ModelScenarios.all(), SagaScenarios.all())),
                                PlainJavaScenarios.all()),
                        Stream.concat(ChildScenarios.all(), EntityScenarios.all())),
                Stream.concat(
                        Stream.of(
                                sequence(),
                                fanOut(),
                                fanOutWithFailures(),
                                generics(),
                                everyKindOfCall(),
                                retryWithBackoff(),
                                retriesInParallel(),
                                retriesExhausted(),
                                nonRetriable(),
                                failingOrchestrator(),
                                unknownNames(),
                                manySteps(),
                                sharedAndSeveral()),
                        WaitingScenarios.all()));
    }

    static final class Sequence implements Orchestrator<String, String> {
        @Override
        public String run(OrchestrationContext ctx, String input) {
            Shop shop = ctx.activities(Shop.class);
            String one = shop.greet(input);
            String two = shop.greet(one);
            return shop.greet(two) + " in " + ctx.name() + " of " + ctx.instanceId() + " "
                    + ctx.executionId().length();
        }
    }

    private static Scenario sequence() {
        return new Scenario("sequence", b -> b.orchestrator(Sequence.class), host -> {
            host.start("a", "Sequence", "\"you\"");
            host.settle();
            assertThat(host.output("a")).isEqualTo("\"hello hello hello you in Sequence of a 32\"");
            assertThat(host.instance("a").turns).isEqualTo(4);
        });
    }

    private static Scenario fanOut() {
        Orchestrator<Integer, Integer> code = (ctx, n) -> {
            Shop shop = ctx.activities(Shop.class);
            List<Item> items =
                    IntStream.range(0, n).mapToObj(i -> new Item("s" + i, i)).toList();
            List<Reservation> reserved = ctx.all(items, item -> ctx.call(shop::reserve, item));
            assertThat(reserved).extracting(Reservation::item).isEqualTo(items);
            return reserved.stream().mapToInt(r -> r.item().count()).sum();
        };
        return new Scenario("fan-out and fan-in", b -> b.orchestrator("FanOut", Integer.class, code), host -> {
            host.start("a", "FanOut", "40");
            host.start("b", "FanOut", "0");
            host.settle();
            assertThat(host.output("a")).isEqualTo("780");
            assertThat(host.output("b")).isEqualTo("0");
        });
    }

    private static Scenario fanOutWithFailures() {
        Orchestrator<String, String> code = (ctx, in) -> {
            Shop shop = ctx.activities(Shop.class);
            List<Item> items = List.of(new Item("a", 1), new Item("b", 91), new Item("c", 92), new Item("d", 4));
            List<Task<Reservation>> tasks = new ArrayList<>();
            items.forEach(item -> tasks.add(ctx.call(shop::reserve, item)));
            try {
                ctx.allOf(tasks);
                return "no failure";
            } catch (TaskFailedException e) {
                boolean allDone = tasks.stream().allMatch(Task::isDone);
                return e.taskName() + " " + e.taskId() + " " + e.failure().errorType() + " "
                        + e.failure().message() + " " + allDone + " "
                        + ((TaskFailedException) e.getSuppressed()[0]).failure().message();
            }
        };
        return new Scenario("fan-out with failures caught", b -> b.orchestrator("FanOut", String.class, code), host -> {
            host.start("a", "FanOut", null);
            host.settle();
            assertThat(host.output("a"))
                    .isEqualTo("\"reserve 1 java.lang.IllegalStateException only 90 of b true only 90 of c\"");
        });
    }

    private static Scenario generics() {
        Orchestrator<String, String> code = (ctx, in) -> {
            Shop shop = ctx.activities(Shop.class);
            List<Item> sorted = shop.sorted(List.of(new Item("z", 1), new Item("b", 2)));
            Item first = sorted.get(0);
            Task<Map<String, List<Integer>>> counts = ctx.call(shop::counts, "n", sorted);
            int sum = counts.await().getOrDefault("n", List.of()).stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            return first.sku() + sum + counts.await();
        };
        return new Scenario("typed stubs with generics", b -> b.orchestrator("Generics", String.class, code), host -> {
            host.start("a", "Generics", null);
            host.settle();
            assertThat(host.output("a")).isEqualTo("\"b3{n=[2, 1]}\"");
        });
    }

    private static Scenario everyKindOfCall() {
        Orchestrator<String, String> code = (ctx, in) -> {
            Shop shop = ctx.activities(Shop.class);
            shop.forget("x");
            Task<Integer> sum = ctx.call(shop::add, 3, 4);
            Task<String> pong = ctx.call(shop::ping);
            Task<String> byName = ctx.callActivity("greet", "name", String.class);
            Task<String> lower = ctx.callActivity("lower", "ABC", String.class);
            Task<Void> nothing = ctx.callActivity("forget", "y", Void.class);
            List<Object> all = new ArrayList<>(ctx.allOf(List.of(pong, byName, lower)));
            all.add(sum.await() + shop.add(-1, 1));
            all.add(nothing.await() == null);
            all.add(shop.charge("o1", 250));
            all.add(shop.toString().contains("Shop") && Set.of(shop).contains(shop));
            return all.toString();
        };
        return new Scenario(
                "every kind of activity call",
                b -> b.orchestrator("Calls", String.class, code)
                        .activity(
                                "lower",
                                String.class,
                                (ctx, s) -> String.valueOf(s).toLowerCase(Locale.ROOT)),
                host -> {
                    host.start("a", "Calls", null);
                    host.settle();
                    assertThat(host.output("a"))
                            .isEqualTo("\"[pong of ping for a task 2, hello name, abc, 7, true, take-money o1 250,"
                                    + " true]\"");
                });
    }

    private static Scenario retryWithBackoff() {
        Orchestrator<String, String> code = (ctx, in) -> {
            Shop shop = ctx.activities(
                    Shop.class, retrying(6, Duration.ofSeconds(1)).backoff(3).maxInterval(Duration.ofSeconds(5)));
            Instant before = ctx.currentInstant();
            String result = shop.flaky("x", 5);
            return result + " after "
                    + Duration.between(before, ctx.currentInstant()).toSeconds();
        };
        return new Scenario("retry with back-off", b -> b.orchestrator("Retry", String.class, code), host -> {
            host.start("a", "Retry", null);
            host.settle();
            // 1 + 3 + 5 + 5 seconds
            assertThat(host.output("a")).isEqualTo("\"x at attempt 5 after 14\"");
        });
    }

    private static Scenario retriesInParallel() {
        Orchestrator<String, String> code = (ctx, in) -> {
            Shop shop = ctx.activities(
                    Shop.class, retrying(5, Duration.ofSeconds(10)).backoff(1));
            Instant before = ctx.currentInstant();
            List<String> all = ctx.all(List.of(5, 4, 5, 1), n -> ctx.call(shop::flaky, "t" + n, n));
            return all + " after "
                    + Duration.between(before, ctx.currentInstant()).toSeconds();
        };
        return new Scenario("retries go on in parallel", b -> b.orchestrator("Retry", String.class, code), host -> {
            host.start("a", "Retry", null);
            host.settle();
            assertThat(host.output("a"))
                    .isEqualTo("\"[t5 at attempt 5, t4 at attempt 4, t5 at attempt 5, t1 at attempt 1] after 40\"");
        });
    }

    private static Scenario retriesExhausted() {
        Orchestrator<String, String> code = (ctx, in) -> {
            Shop now = ctx.activities(Shop.class, retrying(3, Duration.ZERO));
            try {
                return now.flaky("x", 9);
            } catch (TaskFailedException e) {
                return "gave up on task " + e.taskId() + ": " + e.failure().message();
            }
        };
        return new Scenario("retries exhausted", b -> b.orchestrator("Retry", String.class, code), host -> {
            host.start("a", "Retry", null);
            host.settle();
            assertThat(host.output("a")).isEqualTo("\"gave up on task 2: not yet, x at attempt 3\"");
        });
    }

    private static Scenario nonRetriable() {
        Orchestrator<String, String> code = (ctx, in) ->
                ctx.activities(Shop.class, retrying(5, Duration.ofSeconds(1))).refuse("never");
        return new Scenario(
                "non-retriable failures are not retried", b -> b.orchestrator("Retry", String.class, code), host -> {
                    host.start("a", "Retry", null);
                    host.settle();
                    var failure = host.instance("a").failure();
                    assertThat(failure.errorType()).isEqualTo("dev.perdure.sdk.TaskFailedException");
                    var inner = Objects.requireNonNull(failure.cause());
                    assertThat(inner.errorType()).isEqualTo("dev.perdure.sdk.NonRetriableException");
                    assertThat(inner.message()).isEqualTo("refused: never");
                    assertThat(inner.nonRetriable()).isTrue();
                    assertThat(Objects.requireNonNull(inner.cause()).message()).isEqualTo("the cause");
                    assertThat(host.instance("a").turns).isEqualTo(2);
                });
    }

    private static Scenario failingOrchestrator() {
        Orchestrator<String, String> code = (ctx, in) -> {
            String greeting = ctx.activities(Shop.class).greet("x");
            throw new java.io.IOException("broken after " + greeting, new IllegalStateException("inner"));
        };
        return new Scenario("failing orchestrator", b -> b.orchestrator("Fails", String.class, code), host -> {
            host.start("a", "Fails", null);
            host.start("b", "Fails", "{not json");
            host.settle();
            var failure = host.instance("a").failure();
            assertThat(failure.errorType()).isEqualTo("java.io.IOException");
            assertThat(failure.message()).isEqualTo("broken after hello x");
            assertThat(failure.stackTrace()).contains("Scenarios");
            assertThat(Objects.requireNonNull(failure.cause()).errorType())
                    .isEqualTo("java.lang.IllegalStateException");
            assertThat(host.instance("b").failure().errorType())
                    .isEqualTo("dev.perdure.core.data.DataConversionException");
        });
    }

    private static Scenario unknownNames() {
        Orchestrator<String, String> code = (ctx, in) -> {
            try {
                return ctx.callActivity("nobody", null, String.class).await();
            } catch (TaskFailedException e) {
                return e.failure().errorType() + ": " + e.failure().message();
            }
        };
        return new Scenario("unknown names", b -> b.orchestrator("Known", String.class, code), host -> {
            host.start("a", "Known", null);
            host.start("b", "Unknown", null);
            host.settle();
            assertThat(host.output("a"))
                    .contains("NotRegisteredException", "No activity named 'nobody'", "greet", "take-money");
            assertThat(host.instance("b").failure().message()).contains("No orchestrator named 'Unknown'", "[Known]");
        });
    }

    private static Scenario manySteps() {
        Orchestrator<Integer, Integer> code = (ctx, n) -> {
            Shop shop = ctx.activities(Shop.class);
            int sum = 0;
            for (int i = 1; i <= n; i++) {
                sum = shop.add(sum, i);
            }
            return sum;
        };
        return new Scenario("many steps", b -> b.orchestrator("Many", Integer.class, code), host -> {
            host.start("a", "Many", "60");
            host.settle();
            assertThat(host.output("a")).isEqualTo("1830");
        });
    }

    /** Several instances at once, of an orchestrator whose fields are its own. */
    private static Scenario sharedAndSeveral() {
        return new Scenario("several instances at once", b -> b.orchestrator(Counting.class), host -> {
            for (int i = 0; i < 8; i++) {
                host.start("i" + i, "Counting", Integer.toString(i));
            }
            host.settle();
            for (int i = 0; i < 8; i++) {
                assertThat(host.output("i" + i)).isEqualTo(Integer.toString(i * 5));
            }
        });
    }

    private static final class Counting implements Orchestrator<Integer, Integer> {
        private int total;

        @Override
        public Integer run(OrchestrationContext ctx, Integer step) {
            for (int i = 0; i < 5; i++) {
                total = ctx.activities(Shop.class).add(total, step);
            }
            return total;
        }
    }
}
