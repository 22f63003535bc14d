package dev.perdure.sdk;

import static dev.perdure.sdk.RetryPolicy.retrying;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sub-orchestrations, and instances that continue as new. */
final class ChildScenarios {

    private ChildScenarios() {}

    static Stream<Scenario> all() {
        return Stream.of(
                typedChildren(),
                childOptions(),
                childFailure(),
                childRetries(),
                childAlreadyThere(),
                raceOfAllKinds(),
                counting(),
                eventsGoOn(),
                eventsLeftBehind(),
                nothingAfterContinueAsNew(),
                suspendedWhileContinuing());
    }

    static final class Twice implements Orchestrator<Integer, Integer> {
        @Override
        public Integer run(OrchestrationContext ctx, Integer n) {
            return ctx.activities(Shop.class).add(n, n);
        }
    }

    private static Scenario typedChildren() {
        Orchestrator<String, List<Integer>> code = (ctx, in) -> {
            int first = ctx.call(Twice.class, 1).await();
            List<Integer> all =
                    new ArrayList<>(ctx.all(IntStream.range(0, 5).boxed().toList(), n -> ctx.call(Twice.class, n)));
            all.add(first);
            all.add(ctx.callSubOrchestrator("Twice", 50, Integer.class).await());
            return all;
        };
        return new Scenario(
                "sub-orchestrations",
                b -> b.orchestrator("P", String.class, code).orchestrator(Twice.class),
                host -> {
                    host.start("a", "P", null);
                    host.settle();
                    assertThat(host.output("a")).isEqualTo("[0,2,4,6,8,2,100]");
                });
    }

    private static Scenario childOptions() {
        Orchestrator<String, String> parent = (ctx, in) -> ctx.callSubOrchestrator(
                        "C",
                        "x",
                        String.class,
                        SubOrchestrationOptions.defaults()
                                .instanceId("the-child")
                                .version("7")
                                .tag("b", "2")
                                .tag("a", "1"))
                .await();
        Orchestrator<String, String> child = (ctx, in) -> {
            ctx.activities(Shop.class).greet("x");
            return in + " " + ctx.instanceId() + " " + ctx.version().orElse("none") + " " + ctx.tags() + " "
                    + ctx.parentInstanceId().orElse("none");
        };
        return new Scenario(
                "a sub-orchestration knows what it was started with",
                b -> b.orchestrator("P", String.class, parent).orchestrator("C", String.class, child),
                host -> {
                    host.start("a", "P", null);
                    host.start("b", "C", "\"alone\"");
                    host.settle();
                    assertThat(host.output("a")).isEqualTo("\"x the-child 7 {a=1, b=2} a\"");
                    assertThat(host.output("b")).isEqualTo("\"alone b none {} none\"");
                });
    }

    private static Scenario childFailure() {
        Orchestrator<String, String> parent = (ctx, in) -> {
            try {
                return ctx.callSubOrchestrator("C", null, String.class).await();
            } catch (TaskFailedException e) {
                return e.taskName() + "|" + e.failure().errorType() + "|"
                        + e.failure().message() + "|" + e.getMessage();
            }
        };
        Orchestrator<String, String> child = (ctx, in) -> {
            ctx.activities(Shop.class).greet("x");
            throw new IllegalStateException("broken");
        };
        return new Scenario(
                "a failed sub-orchestration",
                b -> b.orchestrator("P", String.class, parent).orchestrator("C", String.class, child),
                host -> {
                    host.start("a", "P", null);
                    host.settle();
                    assertThat(host.output("a"))
                            .isEqualTo("\"C|java.lang.IllegalStateException|broken|The sub-orchestration 'C' (task 0)"
                                    + " failed: java.lang.IllegalStateException: broken\"");
                });
    }

    private static Scenario childRetries() {
        Orchestrator<String, List<String>> parent = (ctx, in) -> {
            SubOrchestrationOptions thrice =
                    SubOrchestrationOptions.defaults().retry(retrying(3, Duration.ofMinutes(1)));
            Task<String> named = ctx.callSubOrchestrator("C", "n", String.class, thrice.instanceId("named"));
            Task<String> unnamed = ctx.callSubOrchestrator("C", "u", String.class, thrice);
            List<String> ends = new ArrayList<>();
            for (Task<String> task : List.of(named, unnamed)) {
                try {
                    ends.add(task.await());
                } catch (TaskFailedException e) {
                    ends.add(e.failure().message());
                }
            }
            return ends;
        };
        Orchestrator<String, String> child = (ctx, in) -> {
            throw new IllegalStateException(ctx.instanceId().equals("named") + " "
                    + ctx.activities(Shop.class).greet(in));
        };
        return new Scenario(
                "retries of a sub-orchestration",
                b -> b.orchestrator("P", String.class, parent).orchestrator("C", String.class, child),
                host -> {
                    host.start("a", "P", null);
                    host.settle();
                    assertThat(host.output("a")).isEqualTo("[\"true hello n\",\"false hello u\"]");
                    assertThat(host.account().lines().filter(l -> l.startsWith("named ")))
                            .as("tries of the named one")
                            .hasSize(3);
                    assertThat(host.account().lines().filter(l -> l.startsWith("0000")))
                            .as("instances of the unnamed one")
                            .hasSize(3);
                });
    }

    private static Scenario childAlreadyThere() {
        Orchestrator<String, String> parent = (ctx, in) -> {
            SubOrchestrationOptions same = SubOrchestrationOptions.defaults().instanceId("one");
            Task<Integer> first = ctx.call(Twice.class, 4, same);
            Task<Integer> second = ctx.call(Twice.class, 5, same);
            try {
                return "no " + second.await();
            } catch (TaskFailedException e) {
                return first.await() + " " + e.failure().errorType();
            }
        };
        return new Scenario(
                "a sub-orchestration whose id is taken",
                b -> b.orchestrator("P", String.class, parent).orchestrator(Twice.class),
                host -> {
                    host.start("a", "P", null);
                    host.settle();
                    assertThat(host.output("a")).isEqualTo("\"8 AlreadyExists\"");
                });
    }

    private static Scenario raceOfAllKinds() {
        Orchestrator<String, String> code = (ctx, in) -> {
            Task<Integer> child = ctx.call(Twice.class, 3);
            Task<String> activity = ctx.callActivity("greet", "x", String.class);
            Task<String> event = ctx.waitForEvent("e", String.class);
            Task<Void> timer = ctx.createTimer(Duration.ofHours(1));
            Task<?> first = ctx.anyOf(List.of(event, timer, child));
            ctx.awaitAll(List.of(child, activity, timer));
            return first.equals(child) + " " + child.await() + activity.await() + timer.isDone() + event.isDone();
        };
        return new Scenario(
                "tasks of all kinds together",
                b -> b.orchestrator("P", String.class, code).orchestrator(Twice.class),
                host -> {
                    host.start("a", "P", null);
                    host.settle();
                    assertThat(host.output("a")).isEqualTo("\"true 6hello xtruefalse\"");
                });
    }

    private static Scenario counting() {
        Orchestrator<Integer, String> code = (ctx, n) -> {
            ctx.activities(Shop.class).greet("round " + n);
            ctx.setCustomStatus(n);
            if (n < 4) {
                return ctx.continueAsNew(n + 1);
            }
            return "done at " + n + " " + ctx.executionId().length();
        };
        Orchestrator<String, String> parent =
                (ctx, in) -> ctx.callSubOrchestrator("N", 1, String.class).await();
        return new Scenario(
                "continue-as-new, also of a sub-orchestration",
                b -> b.orchestrator("N", Integer.class, code).orchestrator("P", String.class, parent),
                host -> {
                    host.start("a", "N", "1");
                    host.start("b", "P", null);
                    host.settle();
                    assertThat(host.output("a")).isEqualTo("\"done at 4 32\"");
                    assertThat(host.output("b")).isEqualTo("\"done at 4 32\"");
                    assertThat(host.instance("a").customStatuses).hasSize(4);
                    assertThat(host.instance("a").history.toString())
                            .contains("round 4")
                            .doesNotContain("round 3");
                });
    }

    private static final Orchestrator<String, String> COLLECT = (ctx, got) -> {
        String next = ctx.waitForEvent("e", String.class).await();
        if (next.equals("end")) {
            return got + " "
                    + ctx.waitForEvent("other", String.class)
                            .within(Duration.ofSeconds(1))
                            .orElse("none");
        }
        return ctx.continueAsNew(got + next, !next.equals("!"));
    };

    private static Scenario eventsGoOn() {
        return new Scenario(
                "events nobody took go on to the next execution, in order",
                b -> b.orchestrator("C", String.class, COLLECT),
                host -> {
                    host.start("a", "C", "\"\"");
                    host.raise("a", "e", "\"1\"");
                    host.raise("a", "Other", "\"x\"");
                    host.raise("a", "E", "\"2\"");
                    host.raise("a", "e", "\"3\"");
                    host.settleNow();
                    host.raise("a", "e", "\"4\"");
                    host.raise("a", "e", "\"end\"");
                    host.settle();
                    assertThat(host.output("a")).isEqualTo("\"1234 x\"");
                });
    }

    private static Scenario eventsLeftBehind() {
        return new Scenario(
                "events are left behind on request", b -> b.orchestrator("C", String.class, COLLECT), host -> {
                    host.start("a", "C", "\"\"");
                    host.raise("a", "other", "\"x\"");
                    host.raise("a", "e", "\"!\"");
                    host.raise("a", "e", "\"lost\"");
                    host.settleNow();
                    host.raise("a", "e", "\"end\"");
                    host.settle();
                    assertThat(host.output("a")).isEqualTo("\"! none\"");
                });
    }

    private static Scenario nothingAfterContinueAsNew() {
        Orchestrator<@Nullable String, String> code = (ctx, in) -> {
            Shop shop = ctx.activities(Shop.class);
            if (in != null) {
                return shop.greet(in);
            }
            ctx.sendEvent("b", "e", "before");
            try {
                shop.greet("first");
                ctx.sendEvent("b", "e", "also before");
                ctx.continueAsNew("second");
                shop.greet("never");
            } catch (Throwable e) {
                shop.greet("caught");
                ctx.sendEvent("b", "e", "caught");
            } finally {
                ctx.setCustomStatus("finally");
                ctx.sendEvent("b", "e", "finally");
            }
            return "unreachable";
        };
        Orchestrator<String, String> receiver = (ctx, in) -> {
            String all = "";
            for (int i = 0; i < 3; i++) {
                all += ctx.waitForEvent("e", String.class)
                                .within(Duration.ofHours(1))
                                .orElse("nothing") + ". ";
            }
            return all;
        };
        return new Scenario(
                "nothing after continue-as-new has effect",
                b -> b.orchestrator("C", String.class, code).orchestrator("R", String.class, receiver),
                host -> {
                    host.start("b", "R", null);
                    host.settleNow();
                    host.start("a", "C", null);
                    host.settle();
                    assertThat(host.output("a")).isEqualTo("\"hello second\"");
                    assertThat(host.output("b")).isEqualTo("\"before. also before. nothing. \"");
                    assertThat(host.instance("a").customStatuses).isEmpty();
                });
    }

    private static Scenario suspendedWhileContinuing() {
        return new Scenario(
                "a suspend that comes with the last event goes on",
                b -> b.orchestrator("C", String.class, COLLECT),
                host -> {
                    host.start("a", "C", "\"\"");
                    host.settle();
                    host.raise("a", "e", "\"1\"");
                    host.suspend("a");
                    host.raise("a", "e", "\"2\"");
                    host.settle();
                    host.raise("a", "e", "\"end\"");
                    host.settle();
                    assertThat(host.instance("a").end).isNull();
                    host.resume("a");
                    host.settle();
                    assertThat(host.output("a")).isEqualTo("\"12 none\"");
                });
    }
}
