package dev.perdure.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Timers, events, statuses, and what is done to an instance from outside. */
final class WaitingScenarios {

    private WaitingScenarios() {}

    static Stream<Scenario> all() {
        return Stream.of(
                timers(),
                eventInTime(),
                eventTooLate(),
                reminders(),
                bufferedEvents(),
                waitsInOrder(),
                sendEvent(),
                customStatus(),
                anyOfRace(),
                asTheyComplete(),
                uuidsAndTime(),
                suspended(),
                terminated(),
                duplicateCompletion(),
                finallyAndCatch());
    }

    private static Scenario timers() {
        Orchestrator<String, String> code = (ctx, in) -> {
            Instant start = ctx.currentInstant();
            ctx.sleep(Duration.ofDays(30));
            Duration slept = Duration.between(start, ctx.currentInstant());
            Task<Void> past = ctx.createTimer(start);
            Task<Void> soon = ctx.createTimer(Duration.ofSeconds(1));
            past.await();
            return slept.toDays() + " " + past.isDone() + " " + soon.isDone();
        };
        return new Scenario("timers", b -> b.orchestrator("Timers", String.class, code), host -> {
            host.start("a", "Timers", null);
            host.settle();
            assertThat(host.output("a")).isEqualTo("\"30 true false\"");
        });
    }

    private static final Orchestrator<String, String> APPROVAL = (ctx, in) -> {
        EventTask<Boolean> approval = ctx.waitForEvent("approve", Boolean.class);
        String first = approval.within(Duration.ofDays(2)).map(Object::toString).orElse("timeout");
        boolean done = approval.isDone();
        ctx.activities(Shop.class).greet("in between");
        String second =
                ctx.waitForExternalEvent("APPROVE", Boolean.class).await().toString();
        return first + " " + done + " " + second;
    };

    private static Scenario eventInTime() {
        return new Scenario("event in time", b -> b.orchestrator("Approval", String.class, APPROVAL), host -> {
            host.start("a", "Approval", null);
            host.settleNow();
            host.raise("a", "Approve", "true");
            host.settleNow();
            host.settle();
            host.raise("a", "approve", "false");
            host.settle();
            assertThat(host.output("a")).isEqualTo("\"true true false\"");
        });
    }

    private static Scenario eventTooLate() {
        return new Scenario(
                "event too late stays for the next wait",
                b -> b.orchestrator("Approval", String.class, APPROVAL),
                host -> {
                    host.start("a", "Approval", null);
                    host.settle();
                    host.raise("a", "approve", "true");
                    host.settle();
                    assertThat(host.output("a")).isEqualTo("\"timeout false true\"");
                });
    }

    private static Scenario reminders() {
        Orchestrator<String, String> code = (ctx, in) -> {
            EventTask<String> answer = ctx.waitForEvent("answer", String.class);
            for (int reminder = 0; ; reminder++) {
                var text = answer.within(Duration.ofHours(1));
                if (text.isPresent()) {
                    return text.get() + " after " + reminder + " reminders";
                }
                if (reminder == 3) {
                    return answer.await() + " at last";
                }
            }
        };
        return new Scenario("waiting again on one event task", b -> b.orchestrator("R", String.class, code), host -> {
            host.start("a", "R", null);
            host.settle();
            host.raise("a", "answer", "\"yes\"");
            host.settle();
            assertThat(host.output("a")).isEqualTo("\"yes at last\"");
        });
    }

    private static Scenario bufferedEvents() {
        Orchestrator<String, String> code = (ctx, in) -> {
            ctx.activities(Shop.class).greet("first things first");
            List<String> got = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                got.add(ctx.waitForEvent("e", String.class)
                        .within(Duration.ofSeconds(1))
                        .orElse("none"));
            }
            return got.toString();
        };
        return new Scenario("events are buffered in order", b -> b.orchestrator("B", String.class, code), host -> {
            host.start("a", "B", null);
            host.raise("a", "E", "\"one\"");
            host.raise("a", "other", "\"x\"");
            host.raise("a", "e", "\"two\"");
            host.settle();
            assertThat(host.output("a")).isEqualTo("\"[one, two, none]\"");
        });
    }

    private static Scenario waitsInOrder() {
        Orchestrator<String, String> code = (ctx, in) -> {
            EventTask<String> first = ctx.waitForEvent("e", String.class);
            EventTask<String> second = ctx.waitForEvent("e", String.class);
            EventTask<Void> empty = ctx.waitForEvent("go", Void.class);
            String later = second.await();
            boolean emptyHadValue = empty.within(Duration.ofDays(1)).isPresent();
            return first.await() + later + emptyHadValue + empty.isDone();
        };
        return new Scenario("waits are served in order", b -> b.orchestrator("W", String.class, code), host -> {
            host.start("a", "W", null);
            host.settle();
            host.raise("a", "e", "\"1\"");
            host.settle();
            host.raise("a", "e", "\"2\"");
            host.settleNow();
            host.raise("a", "go", null);
            host.settle();
            assertThat(host.output("a")).isEqualTo("\"12falsetrue\"");
        });
    }

    private static Scenario sendEvent() {
        Orchestrator<String, String> receiver =
                (ctx, in) -> ctx.waitForEvent("news", String.class).await();
        Orchestrator<String, String> sender = (ctx, in) -> {
            ctx.sendEvent("receiver", "News", in + " sent");
            ctx.sendEvent("nobody", "news", null);
            ctx.activities(Shop.class).greet("x");
            return "done";
        };
        return new Scenario(
                "events between instances",
                b -> b.orchestrator("S", String.class, sender).orchestrator("R", String.class, receiver),
                host -> {
                    host.start("receiver", "R", null);
                    host.settle();
                    host.start("sender", "S", "\"it\"");
                    host.settle();
                    assertThat(host.output("receiver")).isEqualTo("\"it sent\"");
                    assertThat(host.output("sender")).isEqualTo("\"done\"");
                });
    }

    private static Scenario customStatus() {
        Orchestrator<String, String> code = (ctx, in) -> {
            Shop shop = ctx.activities(Shop.class);
            ctx.setCustomStatus("one");
            shop.greet("x");
            shop.greet("y");
            ctx.setCustomStatus(new Shop.Item("two", 2));
            shop.greet("z");
            ctx.setCustomStatus(null);
            return "done";
        };
        return new Scenario("custom status", b -> b.orchestrator("C", String.class, code), host -> {
            host.start("a", "C", null);
            host.settle();
            assertThat(host.instance("a").customStatuses)
                    .containsExactly("1:\"one\"", "3:{\"count\":2,\"sku\":\"two\"}", "4:");
        });
    }

    private static Scenario anyOfRace() {
        Orchestrator<String, String> code = (ctx, in) -> {
            Task<String> event = ctx.waitForEvent("e", String.class);
            Task<Void> timer = ctx.createTimer(Duration.ofHours(1));
            Task<String> failing = ctx.call(ctx.activities(Shop.class)::refuse, "x");
            Task<?> first = ctx.anyOf(List.of(event, timer, failing));
            Task<?> second = ctx.anyOf(List.of(event, timer));
            return first.equals(failing) + " " + second.equals(timer) + " " + event.isDone();
        };
        return new Scenario("anyOf returns the first one done", b -> b.orchestrator("A", String.class, code), host -> {
            host.start("a", "A", null);
            host.settle();
            assertThat(host.output("a")).isEqualTo("\"true true false\"");
        });
    }

    private static Scenario asTheyComplete() {
        Orchestrator<String, Integer> code = (ctx, in) -> {
            Shop shop = ctx.activities(Shop.class);
            List<Task<Integer>> open = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                open.add(ctx.call(shop::add, i, 100));
            }
            int sum = 0;
            while (!open.isEmpty()) {
                Task<?> next = ctx.anyOf(open);
                open.remove(next);
                // What was started last depends on the order in which tasks got done: histories would show it.
                sum = shop.add(sum, (Integer) next.await());
            }
            return sum;
        };
        return new Scenario("handling tasks as they get done", b -> b.orchestrator("T", String.class, code), host -> {
            host.start("a", "T", null);
            host.settle();
            assertThat(host.output("a")).isEqualTo("1266");
        });
    }

    private static Scenario uuidsAndTime() {
        Orchestrator<String, List<String>> code = (ctx, in) -> {
            List<String> facts = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                facts.add(ctx.newUuid() + " " + ctx.newUuid() + " " + ctx.currentInstant());
                // In the history, so that a difference between live and replay is a difference of histories.
                ctx.activities(Shop.class).greet(facts.get(i));
            }
            assertThat(facts).doesNotHaveDuplicates();
            return facts;
        };
        return new Scenario("uuids and time", b -> b.orchestrator("U", String.class, code), host -> {
            host.start("a", "U", null);
            host.settle();
            assertThat(host.output("a")).contains("2030-01-01T00:00:00");
        });
    }

    private static Scenario suspended() {
        Orchestrator<String, String> code = (ctx, in) -> {
            Shop shop = ctx.activities(Shop.class);
            Task<String> one = ctx.call(shop::greet, "one");
            Task<String> two = ctx.call(shop::greet, "two");
            String event = ctx.waitForEvent("e", String.class).await();
            Instant at = ctx.currentInstant();
            return one.await() + " " + two.await() + " " + event + " " + at;
        };
        return new Scenario("suspend and resume", b -> b.orchestrator("S", String.class, code), host -> {
            host.start("a", "S", null);
            host.step();
            host.suspend("a");
            host.settle();
            host.raise("a", "e", "\"kept\"");
            host.settle();
            assertThat(host.instance("a").end).isNull();
            host.resume("a");
            host.settle();
            assertThat(host.output("a")).contains("hello one hello two kept");
        });
    }

    private static Scenario terminated() {
        Orchestrator<String, String> code = (ctx, in) -> {
            try {
                ctx.activities(Shop.class).greet("x");
                return ctx.waitForEvent("never", String.class).await();
            } catch (Throwable e) {
                return ctx.activities(Shop.class).greet("swallowed");
            }
        };
        return new Scenario("terminate by the worker", b -> b.orchestrator("T", String.class, code), host -> {
            host.start("a", "T", null);
            host.settle();
            host.terminate("a", "\"enough\"");
            host.settle();
            assertThat(host.instance("a").status().name()).isEqualTo("ORCHESTRATION_STATUS_TERMINATED");
            assertThat(host.instance("a").output()).isEqualTo("\"enough\"");
        });
    }

    private static Scenario duplicateCompletion() {
        Orchestrator<String, String> code = (ctx, in) -> {
            Shop shop = ctx.activities(Shop.class);
            return shop.greet("one") + shop.greet("two");
        };
        return new Scenario("a second completion is ignored", b -> b.orchestrator("D", String.class, code), host -> {
            host.start("a", "D", null);
            host.step();
            host.step();
            host.completeAgain("a", 0, "\"forged\"");
            host.completeAgain("a", 77, "\"forged\"");
            host.step();
            host.completeAgain("a", 0, "\"forged\"");
            host.settle();
            assertThat(host.output("a")).isEqualTo("\"hello onehello two\"");
        });
    }

    /** Code that reacts to everything that passes through it: eviction must not. */
    private static Scenario finallyAndCatch() {
        Orchestrator<String, String> code = (ctx, in) -> {
            Shop shop = ctx.activities(Shop.class);
            String result = "";
            for (int i = 0; i < 4; i++) {
                try {
                    result += shop.greet("step " + i) + ". ";
                } catch (Throwable e) {
                    result += ctx.callActivity("greet", "caught " + e, String.class)
                            .await();
                } finally {
                    result += shop.greet("finally " + i) + ". ";
                    ctx.setCustomStatus("finally " + i);
                }
            }
            return result;
        };
        return new Scenario("finally and catch", b -> b.orchestrator("F", String.class, code), host -> {
            host.start("a", "F", null);
            host.settle();
            assertThat(host.output("a")).contains("hello finally 3").doesNotContain("caught");
        });
    }
}
