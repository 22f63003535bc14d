package dev.perdure.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.data.TypeRef;
import dev.perdure.sdk.Shop.Item;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Tasks by type, streams of events, random numbers, patches and versions. */
final class ModelScenarios {

    private ModelScenarios() {}

    static Stream<Scenario> all() {
        return Stream.of(
                any(),
                firstSuccess(),
                race(),
                awaitWithLimit(),
                limitOfAnEvent(),
                thenApply(),
                thenApplyThatThrows(),
                types(),
                eventStream(),
                eventStreamAcrossExecutions(),
                randomNumbers(),
                patchesInLoops(),
                versions(),
                versionAtContinueAsNew());
    }

    static Scenario scenario(String name, Orchestrator<String, String> code, String output) {
        return new Scenario(name, b -> b.orchestrator("Code", String.class, code), host -> {
            host.start("a", "Code", null);
            host.settle();
            assertThat(host.output("a")).isEqualTo("\"" + output + "\"");
        });
    }

    static Task<String> after(OrchestrationContext ctx, int seconds, String result) {
        return ctx.createTimer(Duration.ofSeconds(seconds)).thenApply(nothing -> result);
    }

    static Task<String> failure(OrchestrationContext ctx, String why) {
        return ctx.callActivity("refuse", why, String.class);
    }

    private static Scenario any() {
        return scenario(
                "any of one type",
                (ctx, in) -> {
                    Task<String> slow = after(ctx, 20, "slow");
                    Task<String> quick = after(ctx, 10, "quick");
                    String first = ctx.any(List.of(slow, quick)).await();
                    return first + " " + slow.isDone() + " " + slow.await();
                },
                "quick false slow");
    }

    private static Scenario firstSuccess() {
        return scenario(
                "the first success",
                (ctx, in) -> {
                    String one =
                            ctx.firstSuccess(List.of(failure(ctx, "x"), after(ctx, 5, "late"), after(ctx, 9, "no")));
                    try {
                        return ctx.firstSuccess(List.of(failure(ctx, "first"), failure(ctx, "second")));
                    } catch (TaskFailedException e) {
                        return one + ", then " + e.failure().message();
                    }
                },
                "late, then refused: first");
    }

    private static Scenario race() {
        return scenario(
                "a race with a timer",
                (ctx, in) -> {
                    Task<String> task = after(ctx, 10, "done");
                    Optional<String> tooSoon = ctx.race(task, Duration.ofSeconds(3));
                    Optional<String> inTime = ctx.race(task, Duration.ofSeconds(30));
                    Optional<String> again = ctx.race(task, Duration.ZERO);
                    try {
                        return ctx.race(failure(ctx, "no"), Duration.ofDays(1)).orElse("");
                    } catch (TaskFailedException e) {
                        return tooSoon + " " + inTime + " " + again + " "
                                + e.failure().message();
                    }
                },
                "Optional.empty Optional[done] Optional[done] refused: no");
    }

    private static Scenario awaitWithLimit() {
        return scenario(
                        "a wait with a limit",
                        (ctx, in) -> {
                            Task<String> task = ctx.callSubOrchestrator("Sleeper", null, String.class);
                            try {
                                return task.await(Duration.ofSeconds(1));
                            } catch (TaskTimeoutException e) {
                                return e.getMessage() + " " + e.limit() + " " + task.await(Duration.ofDays(1));
                            }
                        },
                        "The orchestrator waited PT1S for the sub-orchestration 'Sleeper' (task 0), which is not done yet and"
                                + " goes on. PT1S slept")
                .with(b -> b.orchestrator("Sleeper", String.class, (ctx, in) -> {
                    ctx.sleep(Duration.ofHours(1));
                    return "slept";
                }));
    }

    private static Scenario limitOfAnEvent() {
        Orchestrator<String, String> code = (ctx, in) -> {
            Task<String> first = ctx.waitForEvent("e", String.class).thenApply(text -> text + "!");
            Optional<String> none = ctx.race(first, Duration.ofSeconds(1));
            ctx.activities(Shop.class).ping();
            String second = ctx.waitForEvent("e", String.class).await();
            return none + " " + second + " " + first.isDone();
        };
        return new Scenario(
                "a wait for an event is withdrawn", b -> b.orchestrator("Code", String.class, code), host -> {
                    host.start("a", "Code", null);
                    host.settle();
                    host.raise("a", "e", "\"late\"");
                    host.settle();
                    assertThat(host.output("a")).isEqualTo("\"Optional.empty late false\"");
                });
    }

    private static Scenario thenApply() {
        return scenario(
                "results changed",
                (ctx, in) -> {
                    int[] calls = {0};
                    Task<Integer> length = ctx.callActivity("greet", "you", String.class)
                            .thenApply(text -> {
                                calls[0]++;
                                return text.length();
                            });
                    Task<Integer> failing = failure(ctx, "no").thenApply(String::length);
                    int sum = ctx.allOf(List.of(length, length)).stream()
                            .mapToInt(i -> i)
                            .sum();
                    try {
                        return sum + " " + failing.await();
                    } catch (TaskFailedException e) {
                        return sum + " " + calls[0] + " " + e.taskName();
                    }
                },
                "18 1 refuse");
    }

    private static Scenario thenApplyThatThrows() {
        return scenario(
                "a change of a result that throws",
                (ctx, in) -> {
                    int[] calls = {0};
                    StringBuilder seen = new StringBuilder();
                    for (boolean error : new boolean[] {false, true}) {
                        Task<String> task = after(ctx, 1, "x").thenApply(text -> {
                            calls[0]++;
                            if (error) {
                                throw new AssertionError("error " + calls[0]);
                            }
                            throw new IllegalStateException("exception " + calls[0]);
                        });
                        for (int i = 0; i < 2; i++) {
                            try {
                                seen.append(task.await());
                            } catch (IllegalStateException | AssertionError e) {
                                seen.append(e.getMessage()).append(' ');
                            }
                        }
                    }
                    return seen.toString() + calls[0];
                },
                "exception 1 exception 1 error 2 error 2 2");
    }

    private static Scenario types() {
        Orchestrator<List<Item>, Map<String, List<Item>>> code = (ctx, items) -> {
            Item first = items.get(0);
            Task<List<Item>> sorted = ctx.callActivity("sorted", items, new TypeRef<List<Item>>() {});
            Task<List<Item>> event = ctx.waitForEvent("items", new TypeRef<List<Item>>() {});
            Item last = event.await().get(0);
            return Map.of(first.sku() + last.sku(), sorted.await());
        };
        return new Scenario(
                "types with generic arguments",
                b -> b.orchestrator("Types", new TypeRef<List<Item>>() {}, code),
                host -> {
                    host.start("a", "Types", "[{\"sku\":\"z\",\"count\":1},{\"sku\":\"b\",\"count\":2}]");
                    host.raise("a", "items", "[{\"sku\":\"y\",\"count\":3}]");
                    host.settle();
                    assertThat(host.output("a"))
                            .isEqualTo("{\"zy\":[{\"count\":2,\"sku\":\"b\"},{\"count\":1,\"sku\":\"z\"}]}");
                });
    }

    private static Scenario eventStream() {
        Orchestrator<String, String> code = (ctx, in) -> {
            EventStream<Integer> numbers = ctx.events("number", Integer.class);
            List<String> taken = new ArrayList<>();
            while (true) {
                Optional<Integer> next = numbers.next(Duration.ofMinutes(1));
                if (next.isEmpty()) {
                    return taken + " then " + numbers.next();
                }
                taken.add(next.get() + "");
                ctx.sleep(Duration.ofSeconds(1));
            }
        };
        return new Scenario("a stream of events", b -> b.orchestrator("Code", String.class, code), host -> {
            host.start("a", "Code", null);
            for (int i = 1; i <= 4; i++) {
                host.raise("a", i % 2 == 0 ? "number" : "NUMBER", "" + i);
            }
            host.settle();
            host.raise("a", "number", "5");
            host.settle();
            assertThat(host.output("a")).isEqualTo("\"[1, 2, 3, 4] then 5\"");
        });
    }

    private static Scenario eventStreamAcrossExecutions() {
        Orchestrator<String, String> code = (ctx, in) -> {
            String sum = in + ctx.events("letter", String.class).next();
            return sum.length() == 5 ? sum : ctx.continueAsNew(sum);
        };
        return new Scenario(
                "a stream of events across executions", b -> b.orchestrator("Code", String.class, code), host -> {
                    host.start("a", "Code", "\"\"");
                    host.settle();
                    for (String letter : List.of("a", "b", "c")) {
                        host.raise("a", "letter", "\"" + letter + "\"");
                    }
                    host.settle();
                    host.raise("a", "letter", "\"d\"");
                    host.raise("a", "letter", "\"e\"");
                    host.settle();
                    assertThat(host.output("a")).isEqualTo("\"abcde\"");
                });
    }

    private static Scenario randomNumbers() {
        Orchestrator<Integer, String> code = (ctx, round) -> {
            RandomGenerator random = ctx.random();
            UUID uuid = ctx.newUuid();
            List<Integer> dice = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                dice.add(random.nextInt(1, 1_000_000));
                ctx.sleep(Duration.ofSeconds(1));
                assertThat(ctx.random()).isSameAs(random);
            }
            assertThat(dice).doesNotHaveDuplicates();
            ctx.setCustomStatus(dice + " " + uuid + " " + ctx.newUuid() + " " + random.nextDouble());
            ctx.sleep(Duration.ofSeconds(1));
            return round == 2 ? "done" : ctx.continueAsNew(round + 1);
        };
        return new Scenario("random numbers", b -> b.orchestrator("Dice", Integer.class, code), host -> {
            host.start("a", "Dice", "1");
            host.start("b", "Dice", "2");
            host.settle();
            assertThat(host.output("a")).isEqualTo("\"done\"");
            assertThat(host.instance("a").customStatuses)
                    .doesNotHaveDuplicates()
                    .hasSize(2);
            assertThat(host.instance("a").customStatuses)
                    .doesNotContainAnyElementsOf(host.instance("b").customStatuses);
        });
    }

    private static Scenario patchesInLoops() {
        return scenario(
                "patches from the start, in a loop",
                (ctx, in) -> {
                    StringBuilder text = new StringBuilder();
                    for (int i = 0; i < 3; i++) {
                        text.append(ctx.patched("one") ? 'o' : '-');
                        ctx.sleep(Duration.ofSeconds(1));
                        text.append(ctx.patched("two") ? 't' : '-');
                        ctx.deprecatePatch("old");
                    }
                    return text.toString();
                },
                "ototot");
    }

    private static Scenario versions() {
        Orchestrator<String, String> two =
                (ctx, in) -> "two" + ctx.activities(Shop.class).ping();
        Orchestrator<String, String> other = (ctx, in) -> "any";
        return new Scenario(
                "versions side by side",
                b -> b.orchestrator("Code", "1", VersionOne.class)
                        .orchestrator("Code", "2", String.class, two)
                        .orchestrator("Code", String.class, other),
                host -> {
                    host.start("one", "Code", null, "1");
                    host.start("two", "Code", null, "2");
                    host.start("three", "Code", null, "3");
                    host.start("none", "Code", null, null);
                    host.settle();
                    assertThat(host.output("one")).isEqualTo("\"one\"");
                    assertThat(host.output("two")).isEqualTo("\"twopong of ping for two task 0\"");
                    assertThat(host.output("three")).isEqualTo("\"any\"");
                    assertThat(host.output("none")).isEqualTo("\"any\"");
                });
    }

    static final class VersionOne implements Orchestrator<String, String> {
        @Override
        public String run(OrchestrationContext ctx, String input) {
            ctx.sleep(Duration.ofSeconds(1));
            return "one";
        }
    }

    private static Scenario versionAtContinueAsNew() {
        Orchestrator<String, String> one = (ctx, in) -> {
            ctx.sleep(Duration.ofDays(1));
            return ctx.continueAsNew("from one", ContinueAsNewOptions.defaults().version("2"));
        };
        Orchestrator<String, String> two = (ctx, in) -> {
            ctx.sleep(Duration.ofDays(1));
            return in.startsWith("again") ? in + " " + ctx.version().orElse("") : ctx.continueAsNew("again " + in);
        };
        return new Scenario(
                "a new version at continue-as-new",
                b -> b.orchestrator("Code", "1", String.class, one).orchestrator("Code", "2", String.class, two),
                host -> {
                    host.start("a", "Code", null, "1");
                    host.settle();
                    assertThat(host.output("a")).isEqualTo("\"again from one 2\"");
                });
    }
}
