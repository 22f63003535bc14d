package dev.perdure.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What plain Java means in an orchestrator: thread locals, monitors, caught exceptions, odd exceptions, odd payloads. */
final class PlainJavaScenarios {

    private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();

    private PlainJavaScenarios() {}

    static Stream<Scenario> all() {
        return Stream.of(
                threadLocals(), monitors(), swallowedFailures(), oddExceptions(), endsWithAnError(), unserializable());
    }

    /** The thread is the run's: what the code has put there is there, however often it is run again. */
    private static Scenario threadLocals() {
        Orchestrator<String, String> code = (ctx, in) -> {
            String before = LOCAL.get();
            Shop shop = ctx.activities(Shop.class);
            LOCAL.set("set by " + in);
            String first = shop.greet("x") + " " + LOCAL.get();
            LOCAL.set(first);
            shop.greet("y");
            return before + ", " + LOCAL.get();
        };
        return new Scenario("thread locals", b -> b.orchestrator("Locals", String.class, code), host -> {
            host.start("a", "Locals", "\"a\"");
            host.start("b", "Locals", "\"b\"");
            host.settle();
            assertThat(host.output("a")).isEqualTo("\"null, hello x set by a\"");
            assertThat(host.output("b")).isEqualTo("\"null, hello x set by b\"");
        });
    }

    /** A monitor of one's own may be held across a wait. */
    private static Scenario monitors() {
        Orchestrator<String, String> code = (ctx, in) -> {
            Object own = new Object();
            synchronized (own) {
                String greeting = ctx.activities(Shop.class).greet("x");
                synchronized (own) {
                    return greeting + ctx.activities(Shop.class).greet("y");
                }
            }
        };
        return new Scenario("a monitor held across waits", b -> b.orchestrator("M", String.class, code), host -> {
            host.start("a", "M", null);
            host.settle();
            assertThat(host.output("a")).isEqualTo("\"hello xhello y\"");
        });
    }

    private static Scenario swallowedFailures() {
        Orchestrator<String, String> code = (ctx, in) -> {
            Shop shop = ctx.activities(Shop.class);
            StringBuilder seen = new StringBuilder();
            for (int i = 0; i < 3; i++) {
                try {
                    seen.append(shop.refuse("no " + i));
                } catch (Throwable e) {
                    seen.append(e.getClass().getSimpleName()).append(i).append(' ');
                }
            }
            return seen + shop.greet("x");
        };
        return new Scenario("swallowed failures", b -> b.orchestrator("S", String.class, code), host -> {
            host.start("a", "S", null);
            host.settle();
            assertThat(host.output("a"))
                    .isEqualTo("\"TaskFailedException0 TaskFailedException1 TaskFailedException2 hello x\"");
        });
    }

    private static Scenario oddExceptions() {
        Orchestrator<String, String> code = (ctx, in) -> {
            StringBuilder seen = new StringBuilder();
            for (String kind : List.of("no message", "error", "cycle")) {
                try {
                    ctx.callActivity("odd", kind, String.class).await();
                } catch (TaskFailedException e) {
                    seen.append(e.failure().errorType())
                            .append(": ")
                            .append(e.failure().message())
                            .append("; ");
                }
            }
            return seen.toString();
        };
        return new Scenario(
                "exceptions without a message, errors, cycles of causes",
                b -> b.orchestrator("O", String.class, code).activity("odd", String.class, (ctx, kind) -> {
                    switch (Objects.requireNonNull(kind, "kind")) {
                        case "no message" -> throw new IllegalStateException();
                        case "error" -> throw new AssertionError("an error");
                        default -> {
                            RuntimeException outer = new IllegalArgumentException("outer");
                            outer.initCause(new IllegalStateException("inner", outer));
                            throw outer;
                        }
                    }
                }),
                host -> {
                    host.start("a", "O", null);
                    host.settle();
                    assertThat(host.output("a"))
                            .contains("java.lang.IllegalStateException: ", "java.lang.AssertionError: an error")
                            .contains("java.lang.IllegalArgumentException: outer");
                });
    }

    private static Scenario endsWithAnError() {
        Orchestrator<String, String> code = (ctx, in) -> {
            ctx.activities(Shop.class).greet("x");
            throw new AssertionError();
        };
        return new Scenario(
                "an orchestrator ends with an error", b -> b.orchestrator("E", String.class, code), host -> {
                    host.start("a", "E", null);
                    host.settle();
                    assertThat(host.instance("a").failure().errorType()).isEqualTo("java.lang.AssertionError");
                });
    }

    /** Jackson cannot write one that contains itself. */
    static final class Endless {
        public final Endless self = this;
    }

    private static Scenario unserializable() {
        Orchestrator<String, String> code = (ctx, in) -> {
            try {
                return ctx.callActivity("greet", new Endless(), String.class).await();
            } catch (dev.perdure.core.data.DataConversionException e) {
                ctx.activities(Shop.class).greet("x");
                return String.valueOf(e.getMessage());
            }
        };
        return new Scenario(
                "arguments that cannot be serialized", b -> b.orchestrator("A", String.class, code), host -> {
                    host.start("a", "A", null);
                    host.settle();
                    assertThat(host.output("a")).contains("Endless");
                });
    }
}
