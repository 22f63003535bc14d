package dev.perdure.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.DurableClient;
import dev.perdure.client.StartOptions;
import dev.perdure.core.EntityId;
import dev.perdure.host.Host;
import dev.perdure.host.HostSettings;
import dev.perdure.host.Setting;
import dev.perdure.host.TaskHub;
import dev.perdure.host.UserErrorException;
import dev.perdure.sdk.Entity;
import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Orchestrator;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;

class PerdureAutoConfigurationTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path data;

    private ApplicationContextRunner app = new ApplicationContextRunner();

    @BeforeEach
    void withPerdure() {
        app = app.withConfiguration(AutoConfigurations.of(PerdureAutoConfiguration.class))
                .withPropertyValues("perdure.data=" + data);
    }

    @Test
    void servesOrchestratorsActivitiesAndEntitiesThatAreBeans() {
        app.withUserConfiguration(Greetings.class).run(context -> {
            DurableClient client = context.getBean(DurableClient.class);

            assertThat(client.start(Greet.class, "Ada").join(LONG)).isEqualTo("Hello, Ada! (1)");
            assertThat(client.start(Greet.class, "Ada").join(LONG)).isEqualTo("Hello, Ada! (2)");
        });
    }

    @Test
    void activitiesMayUseTheClient() {
        app.withUserConfiguration(Greetings.class, Nested.class).run(context -> {
            DurableClient client = context.getBean(DurableClient.class);

            assertThat(client.start("Ask", "Ada").join(LONG)).isEqualTo("Hello, Ada! (1)");
        });
    }

    @Test
    void worksForAHostElsewhere() {
        HostSettings settings =
                HostSettings.of(Map.of(Setting.DATA, data.toString(), Setting.HTTP_PORT, "0", Setting.GRPC_PORT, "0"));
        try (Host host = Host.start(settings)) {
            app.withUserConfiguration(Greetings.class)
                    .withPropertyValues(
                            "perdure.host.uri=http://127.0.0.1:" + host.httpPort(),
                            "perdure.host.grpc=127.0.0.1:" + host.grpcPort(),
                            "perdure.worker.max-concurrent-activities=3",
                            "perdure.client.deadline=30s")
                    .run(context -> {
                        assertThat(context).doesNotHaveBean(TaskHub.class);
                        DurableClient client = context.getBean(DurableClient.class);
                        assertThat(client.start(Greet.class, "Ada").join(LONG)).isEqualTo("Hello, Ada! (1)");
                    });
        }
    }

    @Test
    void aWorkerForAHostElsewhereSaysWhenItLacksTheGrpcDoor() {
        app.withPropertyValues("perdure.host.uri=http://127.0.0.1:7071")
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessageContaining("set perdure.host.grpc"));
    }

    @Test
    void anApplicationMayHaveTheClientAlone() {
        app.withPropertyValues("perdure.host.uri=http://127.0.0.1:7071", "perdure.worker.enabled=false")
                .run(context ->
                        assertThat(context).hasSingleBean(DurableClient.class).doesNotHaveBean(WorkerLifecycle.class));
    }

    @Test
    void isSilentWhenSwitchedOff() {
        app.withPropertyValues("perdure.enabled=false")
                .run(context ->
                        assertThat(context).doesNotHaveBean(DurableClient.class).doesNotHaveBean(TaskHub.class));
    }

    @Test
    void refusesAnEntityWhoseObjectWouldBeShared() {
        app.withUserConfiguration(SharedEntity.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("'shared'")
                        .hasStackTraceContaining("prototype"));
    }

    @Test
    void refusesActivitiesWithoutAContract() {
        app.withUserConfiguration(NoContract.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("'noContract'")
                        .hasStackTraceContaining("Name the contracts in @DurableActivities"));
    }

    @Test
    void saysWithoutStackTraceThatTheFolderIsInUse() {
        try (TaskHub other = TaskHub.open(data).start()) {
            assertThat(other.failure()).isNotDone();
            app.run(context -> {
                FailureAnalysis analysis =
                        new UserErrorAnalyzer().analyze(Objects.requireNonNull(context.getStartupFailure()));
                assertThat(Objects.requireNonNull(analysis).getDescription()).contains(data.toString());
                assertThat(analysis.getCause()).isInstanceOf(UserErrorException.class);
            });
        }
    }

    @Test
    void healthFollowsTheWorker() {
        app.withUserConfiguration(Greetings.class).run(context -> {
            HealthIndicator health = context.getBean(HealthIndicator.class);
            assertThat(statusOf(health)).isEqualTo(Status.UP);

            context.getBean(WorkerLifecycle.class).stop();
            assertThat(statusOf(health)).isEqualTo(Status.DOWN);

            // As a paused context of a test does.
            context.getBean(WorkerLifecycle.class).start();
            assertThat(context.getBean(DurableClient.class)
                            .start(Greet.class, "Ada")
                            .join(LONG))
                    .isEqualTo("Hello, Ada! (1)");
        });
    }

    @Test
    void closingWaitsForActivitiesUnderWay() {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        app.withUserConfiguration(Greetings.class).run(context -> {
            WorkerLifecycle worker = context.getBean(WorkerLifecycle.class);
            Greeter slow = name -> {
                runs.incrementAndGet();
                begun.countDown();
                while (worker.isRunning()) {
                    Thread.onSpinWait();
                }
                return "Goodbye, " + name + "!";
            };
            context.getBean(SwitchedGreeter.class).answer = slow;
            context.getBean(DurableClient.class)
                    .start(Greet.class, "Ada", StartOptions.defaults().instanceId("a"));
            begun.await();
        });

        Greeter never = name -> {
            throw new AssertionError("run again");
        };
        try (TaskHub hub = TaskHub.open(data)
                .orchestrator(Greet.class)
                .activities(Greeter.class, never)
                .entity("count", Count::new)
                .start()) {
            assertThat(hub.client().instance("a", String.class).join(LONG)).isEqualTo("Goodbye, Ada! (1)");
        }
        assertThat(runs).hasValue(1);
    }

    @Test
    void showsTheFiguresOfTheHub() {
        app.run(context -> {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            context.getBean(MeterBinder.class).bindTo(registry);
            assertThat(registry.get("perdure.waiters").gauge().value()).isZero();
            assertThat(registry.get("perdure.workers").gauge().value()).isEqualTo(1);
        });
    }

    private static Status statusOf(HealthIndicator indicator) {
        return Objects.requireNonNull(indicator.health()).getStatus();
    }

    /** An orchestrator. */
    static final class Greet implements Orchestrator<String, String> {

        @Override
        public String run(OrchestrationContext ctx, String name) {
            String greeting = ctx.activities(Greeter.class).hello(name);
            int count = ctx.callEntity(new EntityId("count", name), "next", null, Integer.class)
                    .await();
            return greeting + " (" + count + ")";
        }
    }

    /** A contract of activities. */
    interface Greeter {

        String hello(String name);
    }

    /** Its activities, which a test may exchange. */
    static class SwitchedGreeter implements Greeter {

        private volatile Greeter answer = name -> "Hello, " + name + "!";

        @Override
        public String hello(String name) {
            return answer.hello(name);
        }
    }

    /** An entity. */
    @DurableEntity(name = "count")
    static class Count extends Entity<Integer> {

        @Override
        protected Integer initialState() {
            return 0;
        }

        public int next() {
            setState(state() + 1);
            return state();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Greetings {

        @Bean
        Greet greet() {
            return new Greet();
        }

        @Bean
        @DurableActivities(Greeter.class)
        SwitchedGreeter greeter() {
            return new SwitchedGreeter();
        }

        @Bean
        @Scope("prototype")
        Count count() {
            return new Count();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Nested {

        @Bean
        WorkerCustomizer ask(DurableClient client) {
            return worker -> worker.activity(
                            "ask",
                            String.class,
                            (ctx, name) -> client.start(Greet.class, name).join(LONG))
                    .orchestrator(
                            "Ask",
                            String.class,
                            (ctx, name) ->
                                    ctx.callActivity("ask", name, String.class).await());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class SharedEntity {

        @Bean
        Count shared() {
            return new Count();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class NoContract {

        @Bean
        @DurableActivities
        Object noContract() {
            return new Object();
        }
    }
}
