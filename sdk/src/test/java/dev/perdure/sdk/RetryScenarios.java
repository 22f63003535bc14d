package dev.perdure.sdk;

import static dev.perdure.sdk.RetryPolicy.retrying;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.EntityId;
import dev.perdure.core.data.TypeRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What follows a failed try. */
final class RetryScenarios {

    private static final EntityId GATE = new EntityId("gate", "g");

    private RetryScenarios() {}

    static Stream<Scenario> all() {
        return Stream.of(
                onlyWhatTheConditionAccepts(),
                withinTheTotalTime(),
                jitter(),
                handler(),
                handlerThatThrows(),
                handlersThatEndWithErrors(),
                handlerThatWaits(),
                ofSubOrchestrations(),
                ofEntities());
    }

    /** Fails in another way from its third try on. */
    private static void failing(Worker.Builder builder) {
        builder.activitiesPerCall(Failing.class, ctx -> () -> {
            if (ctx.attempt() < 3) {
                throw new IllegalStateException("try " + ctx.attempt());
            }
            throw new IllegalArgumentException("try " + ctx.attempt());
        });
    }

    interface Failing {
        String fail();
    }

    private static Scenario scenario(String name, Orchestrator<String, String> code, String output) {
        return new Scenario(
                name,
                b -> {
                    failing(b);
                    b.orchestrator("Code", String.class, code);
                    b.entity("gate", Gate::new);
                },
                host -> {
                    host.start("a", "Code", null);
                    host.settle();
                    assertThat(host.output("a")).isEqualTo("\"" + output + "\"");
                });
    }

    /** What became of a task, and how long it took. */
    private static String outcome(OrchestrationContext ctx, Task<String> task) {
        Instant start = ctx.currentInstant();
        String outcome;
        try {
            outcome = task.await();
        } catch (TaskFailedException e) {
            outcome = e.failure().message();
        }
        return outcome + " after "
                + Duration.between(start, ctx.currentInstant()).toSeconds();
    }

    private static String cause(TaskFailedException e) {
        return Objects.requireNonNull(e.failure().cause()).message();
    }

    private static Scenario onlyWhatTheConditionAccepts() {
        Orchestrator<String, String> code = (ctx, in) -> {
            RetryPolicy policy = retrying(10, Duration.ofSeconds(1))
                    .retryIf(f -> f.errorType().equals(IllegalStateException.class.getName()));
            return outcome(ctx, ctx.callActivity("fail", null, String.class, policy));
        };
        return scenario("retries what the condition accepts", code, "try 3 after 3");
    }

    private static Scenario withinTheTotalTime() {
        Orchestrator<String, String> code = (ctx, in) -> {
            RetryPolicy policy = retrying(10, Duration.ofSeconds(10)).totalTime(Duration.ofSeconds(60));
            return outcome(ctx, ctx.callActivity("fail", null, String.class, policy));
        };
        // Tries at 0, 10 and 30; the next would be at 70.
        return scenario("retries within the total time", code, "try 3 after 30");
    }

    private static Scenario jitter() {
        Orchestrator<String, String> code = (ctx, in) -> {
            RetryPolicy policy = retrying(2, Duration.ofSeconds(1_000)).jitter(0.5);
            List<Long> waits = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Instant start = ctx.currentInstant();
                String unused = outcome(ctx, ctx.callActivity("fail", null, String.class, policy));
                waits.add(Duration.between(start, ctx.currentInstant()).toSeconds());
            }
            assertThat(waits).allSatisfy(wait -> assertThat(wait).isBetween(500L, 1_000L));
            assertThat(waits).doesNotHaveDuplicates();
            return "jittered";
        };
        return scenario("retries with jitter", code, "jittered");
    }

    private static Scenario handler() {
        Orchestrator<String, String> code = (ctx, in) -> {
            List<String> seen = new ArrayList<>();
            RetryHandler handler = failed -> {
                seen.add(failed.taskName() + failed.attempt() + "@"
                        + failed.elapsed().toSeconds());
                return failed.failure().message().equals("try 4")
                        ? Optional.empty()
                        : Optional.of(Duration.ofSeconds(failed.attempt() == 2 ? 0 : 5));
            };
            Failing stub = ctx.activities(Failing.class, handler);
            return outcome(ctx, ctx.call(stub::fail)) + " " + seen;
        };
        return scenario("retries as the handler decides", code, "try 4 after 10 [fail1@0, fail2@5, fail3@5, fail4@10]");
    }

    private static Scenario handlerThatThrows() {
        Orchestrator<String, String> code = (ctx, in) -> {
            RetryHandler handler = failed -> {
                throw new IllegalStateException("cannot decide");
            };
            try {
                return ctx.callActivity("fail", null, String.class, handler).await();
            } catch (TaskFailedException e) {
                return e.failure().message() + " | " + cause(e);
            }
        };
        return scenario(
                "a retry handler that throws",
                code,
                "The retry handler of the activity 'fail' failed after try 1 had failed with"
                        + " java.lang.IllegalStateException: try 1 | cannot decide");
    }

    /** They are asked while the orchestrator waits for something else, which must not notice. */
    private static Scenario handlersThatEndWithErrors() {
        Orchestrator<String, String> code = (ctx, in) -> {
            RetryHandler handler = failed -> {
                throw new AssertionError("from the handler");
            };
            RetryPolicy policy = retrying(5, Duration.ofSeconds(1)).retryIf(failure -> {
                throw new StackOverflowError("from the condition");
            });
            List<Task<String>> tasks = List.of(
                    ctx.callActivity("fail", null, String.class, handler),
                    ctx.callActivity("fail", null, String.class, policy));
            ctx.sleep(Duration.ofMinutes(1));
            StringBuilder seen = new StringBuilder("slept");
            for (Task<String> task : tasks) {
                try {
                    seen.append(task.await());
                } catch (TaskFailedException e) {
                    seen.append(", ").append(cause(e));
                }
            }
            return seen.toString();
        };
        return scenario("retry handlers that end with errors", code, "slept, from the handler, from the condition");
    }

    private static Scenario handlerThatWaits() {
        Orchestrator<String, String> code = (ctx, in) -> {
            RetryHandler handler = failed -> {
                ctx.sleep(Duration.ofSeconds(1));
                return Optional.empty();
            };
            try {
                return ctx.callActivity("fail", null, String.class, handler).await();
            } catch (TaskFailedException e) {
                return cause(e);
            }
        };
        return scenario(
                "a retry handler that waits", code, "A retry handler cannot wait: it decides by what it is given.");
    }

    private static Scenario ofSubOrchestrations() {
        Orchestrator<String, String> code = (ctx, in) -> {
            if (in != null) {
                throw new IllegalStateException("as always");
            }
            List<Integer> tries = new ArrayList<>();
            SubOrchestrationOptions options = SubOrchestrationOptions.defaults().retry(failed -> {
                tries.add(failed.attempt());
                return failed.attempt() < 4 ? Optional.of(Duration.ofSeconds(2)) : Optional.empty();
            });
            return outcome(ctx, ctx.callSubOrchestrator("Code", "child", String.class, options)) + " " + tries;
        };
        return scenario("retries of sub-orchestrations by a handler", code, "as always after 6 [1, 2, 3, 4]");
    }

    /** Lets nobody through until it is opened. */
    static final class Gate extends Entity<Boolean> {
        @Override
        protected Boolean initialState() {
            return false;
        }

        public void open() {
            setState(true);
        }

        public List<String> pass(String who) {
            if (!state()) {
                throw new IllegalStateException("closed to " + who);
            }
            return List.of(who, "passed");
        }
    }

    private static Scenario ofEntities() {
        Orchestrator<String, String> code = (ctx, in) -> {
            RetryHandler opening = failed -> {
                if (failed.attempt() == 2) {
                    ctx.signalEntity(GATE, "open", null);
                }
                return Optional.of(Duration.ofSeconds(1));
            };
            List<String> passed = ctx.callEntity(GATE, "pass", "you", new TypeRef<List<String>>() {}, opening)
                    .await();
            return String.join(" ", passed) + " " + passed.size();
        };
        return new Scenario(
                "retries of operations of entities",
                b -> b.orchestrator("Code", String.class, code).entity("gate", Gate::new),
                host -> {
                    host.start("a", "Code", null);
                    host.settle();
                    assertThat(host.output("a")).isEqualTo("\"you passed 2\"");
                    assertThat(host.account().split("entityOperationCalled \\{", -1))
                            .hasSize(4);
                });
    }
}
