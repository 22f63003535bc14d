package dev.perdure.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What an orchestrator must not do with its context, and what it is told. */
class ContextRulesTest {

    @Test
    void refusesCallsFromOtherThreads() {
        String message = messageOf(ctx -> {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread other = Thread.ofPlatform().start(() -> {
                try {
                    ctx.newUuid();
                } catch (IllegalStateException e) {
                    thrown.set(e);
                }
            });
            other.join();
            throw new IllegalStateException(String.valueOf(thrown.get()));
        });

        assertThat(message).contains("own thread").contains("'a'");
    }

    @Test
    void takesNothingFromUuidsForRandomNumbers() {
        Orchestrator<Boolean, List<UUID>> code = (ctx, random) -> {
            List<UUID> uuids = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                uuids.add(ctx.newUuid());
                if (random) {
                    long unused = ctx.random().nextLong();
                }
            }
            return uuids;
        };
        List<String> outputs = new ArrayList<>();
        for (String random : List.of("true", "false")) {
            FakeHost host = new FakeHost(Deliveries.LIVE, 1);
            try (Worker worker = Worker.builder()
                    .orchestrator("Code", Boolean.class, code)
                    .connectTo(host)
                    .start()) {
                assertThat(worker.isConnected()).isTrue();
                host.start("a", "Code", random);
                host.settle();
            }
            outputs.add(Objects.requireNonNull(host.output("a")));
        }

        assertThat(outputs.get(0)).isEqualTo(outputs.get(1));
    }

    @Test
    void refusesTasksOnOtherThreads() {
        String message = messageOf(ctx -> {
            Task<String> task = ctx.callActivity("greet", "x", String.class);
            List<String> thrown = new ArrayList<>();
            Thread other = Thread.ofVirtual().start(() -> {
                for (Runnable use : List.<Runnable>of(task::await, task::isDone, () -> ctx.allOf(List.of(task)))) {
                    try {
                        use.run();
                        thrown.add("nothing");
                    } catch (IllegalStateException e) {
                        thrown.add("refused");
                    }
                }
            });
            other.join();
            throw new IllegalStateException(thrown.toString());
        });

        assertThat(message).isEqualTo("[refused, refused, refused]");
    }

    @Test
    void refusesCallWithoutAStubCall() {
        assertThat(messageOf(ctx -> ctx.call(() -> "no stub"))).contains("0 such calls");
    }

    @Test
    void refusesCallWithTwoStubCallsAndSchedulesNeither() {
        FakeHost host = new FakeHost(Deliveries.LIVE, 1);

        String message = messageOf(host, ctx -> {
            Shop shop = ctx.activities(Shop.class);
            return ctx.call(() -> shop.greet(shop.greet("x")));
        });

        assertThat(message).contains("2 such calls");
        assertThat(host.account()).doesNotContain("taskScheduled");
    }

    @Test
    void refusesUseOfTheContextInsideCall() {
        assertThat(messageOf(ctx -> ctx.call(() -> ctx.newUuid()))).contains("may only call a method of a stub");
    }

    @Test
    void schedulesTheStubCallOfAPrimitiveOnlyOnce() {
        FakeHost host = new FakeHost(Deliveries.LIVE, 1);

        messageOf(host, ctx -> {
            Shop shop = ctx.activities(Shop.class);
            throw new IllegalStateException("sum " + ctx.call(shop::add, 1, 2).await());
        });

        assertThat(host.instance("a").failure().message()).isEqualTo("sum 3");
        assertThat(host.account().split("taskScheduled \\{", -1)).hasSize(2);
    }

    @Test
    void refusesTasksOfAnotherOrchestration() {
        AtomicReference<Task<String>> foreign = new AtomicReference<>();
        FakeHost host = new FakeHost(Deliveries.LIVE, 1);
        Orchestrator<String, String> code = (ctx, in) -> {
            if (in.equals("first")) {
                Task<String> own = ctx.waitForEvent("e", String.class);
                foreign.set(own);
                return own.await();
            }
            return ctx.anyOf(List.of(Objects.requireNonNull(foreign.get()))).toString();
        };
        try (Worker worker = worker(host, code)) {
            host.start("a", "Code", "\"first\"");
            host.settle();
            host.start("b", "Code", "\"second\"");
            host.settle();
            assertThat(worker.isConnected()).isTrue();
        }

        assertThat(host.instance("b").failure().message()).contains("not made by the context of orchestration 'b'");
    }

    @Test
    void refusesNegativeTimesAndEmptyLists() {
        assertThat(messageOf(ctx -> ctx.createTimer(Duration.ofSeconds(-1)))).contains("negative delay");
        assertThat(messageOf(ctx -> ctx.waitForEvent("e", String.class).within(Duration.ofSeconds(-1))))
                .contains("negative limit");
        assertThat(messageOf(ctx -> ctx.anyOf(List.of()))).contains("at least one task");
    }

    interface Overloaded {
        String go(String a);

        String go(int a);
    }

    interface Empty {}

    @Test
    void refusesContractsUnfitForActivities() {
        assertThat(messageOf(ctx -> ctx.activities(Overloaded.class))).contains("two activities named 'go'");
        assertThat(messageOf(ctx -> ctx.activities(Empty.class))).contains("declares no methods");
        assertThat(messageOf(ctx -> ctx.activities(String.class))).contains("not an interface");
    }

    @Test
    void survivesAnInterruptOfTheOrchestratorsThread() {
        FakeHost host = new FakeHost(Deliveries.LIVE, 1);
        Orchestrator<String, String> code = (ctx, in) -> {
            Thread.currentThread().interrupt();
            return ctx.activities(Shop.class).greet("x");
        };
        try (Worker worker = worker(host, code)) {
            host.start("a", "Code", null);
            host.settle();
            assertThat(host.output("a")).isEqualTo("\"hello x\"");
            assertThat(worker.counters().liveTurns().sum()).isEqualTo(1);
        }
    }

    private interface Misuse {
        Object apply(OrchestrationContext ctx) throws Exception;
    }

    private static String messageOf(Misuse misuse) {
        return messageOf(new FakeHost(Deliveries.LIVE, 1), misuse);
    }

    private static String messageOf(FakeHost host, Misuse misuse) {
        try (Worker worker = worker(host, (ctx, in) -> misuse.apply(ctx).toString())) {
            host.start("a", "Code", null);
            host.settle();
            assertThat(worker.isConnected()).isTrue();
        }
        return host.instance("a").failure().message();
    }

    private static Worker worker(FakeHost host, Orchestrator<String, String> code) {
        return Worker.builder()
                .orchestrator("Code", String.class, code)
                .activitiesPerCall(Shop.class, Shop.Real::new)
                .connectTo(host)
                .start();
    }
}
