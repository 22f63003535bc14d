package dev.perdure.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.EntityId;
import dev.perdure.core.FailureDetails;
import dev.perdure.sdk.internal.executor.Unloading;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The code changes while an instance waits for an event. */
class NonDeterminismTest {

    private static final Orchestrator<String, String> ORIGINAL = (ctx, in) -> {
        Shop shop = ctx.activities(Shop.class);
        shop.greet("one");
        Task<String> two = ctx.call(shop::greet, "two");
        Task<Void> timer = ctx.createTimer(Duration.ofDays(9));
        ctx.sendEvent("other", "news", null);
        ctx.waitForEvent("go", String.class).await();
        return two.await() + timer.isDone();
    };

    @Test
    void goesOnWithTheSameCode() {
        FakeHost host = new FakeHost(Deliveries.LIVE, 1);

        change(host, ORIGINAL, Unloading.DROP);

        assertThat(host.output("a")).isEqualTo("\"hello twofalse\"");
    }

    @Test
    void namesAnActivityThatTheCodeReplaced() {
        FailureDetails failure = failureOf((ctx, in) -> {
            Shop shop = ctx.activities(Shop.class);
            return shop.charge("one", 1);
        });

        assertThat(failure.message())
                .contains("'Code' of instance 'a'")
                .containsPattern("0 +activity 'greet' +\\| activity 'take-money'")
                .containsPattern(
                        "\n  at dev\\.perdure\\.sdk\\.NonDeterminismTest\\..*\\(NonDeterminismTest\\.java:\\d+\\)");
    }

    @Test
    void namesWhatTheCodeNoLongerDoes() {
        FailureDetails failure = failureOf((ctx, in) -> {
            ctx.activities(Shop.class).greet("one");
            return ctx.waitForEvent("go", String.class).await();
        });

        assertThat(failure.message())
                .containsPattern("1 +activity 'greet' +\\| \\(nothing\\)")
                .containsPattern("2 +timer +\\| \\(nothing\\)")
                .containsPattern("3 +event 'news' to 'other' +\\| \\(nothing\\)");
    }

    @Test
    void namesWhatTheCodeDoesInAddition() {
        FailureDetails failure = failureOf((ctx, in) -> {
            Shop shop = ctx.activities(Shop.class);
            var tasks = List.of(ctx.call(shop::greet, "one"), ctx.call(shop::ping));
            return ctx.allOf(tasks).toString();
        });

        assertThat(failure.message()).containsPattern("1 +\\(nothing\\) +\\| activity 'ping'");
    }

    @Test
    void noticesAnotherReceiverOfAnEvent() {
        FailureDetails failure = failureOf((ctx, in) -> {
            Shop shop = ctx.activities(Shop.class);
            shop.greet("one");
            Task<String> two = ctx.call(shop::greet, "two");
            Task<Void> timer = ctx.createTimer(Duration.ofDays(9));
            ctx.sendEvent("somebody", "news", null);
            ctx.waitForEvent("go", String.class).await();
            return two.await() + timer.isDone();
        });

        assertThat(failure.message()).containsPattern("3 +event 'news' to 'other' +\\| event 'news' to 'somebody'");
    }

    @Test
    void noticesCodeThatEndsBeforeItsHistoryDoes() {
        FailureDetails failure = failureOf((ctx, in) -> "done already");

        assertThat(failure.message()).contains("the code waited at this point").contains("ended as completed");
    }

    @Test
    void noticesCodeThatThrowsBeforeItsHistoryEnds() {
        FailureDetails failure = failureOf((ctx, in) -> {
            throw new IllegalStateException("not when this was recorded");
        });

        assertThat(failure.message())
                .contains("the code waited at this point")
                .contains("ended as failed: not when this was recorded");
    }

    @Test
    void cannotBeCaughtByUserCode() {
        FailureDetails failure = failureOf((ctx, in) -> {
            while (true) {
                try {
                    return ctx.activities(Shop.class).ping();
                } catch (Throwable e) {
                    ctx.sendEvent("other", "must not be sent", null);
                }
            }
        });

        assertThat(failure.message()).contains("ping");
    }

    @Test
    void namesSubOrchestrationsAndWhatIsSentToEntities() {
        EntityId account = new EntityId("account", "a");
        FailureDetails failure = failureOf((ctx, in) -> {
            ctx.callSubOrchestrator("Child", null, String.class);
            ctx.callEntity(account, "get", null, String.class);
            ctx.signalEntity(account, "add", 1);
            ctx.lockEntities(account, new EntityId("account", "b")).close();
            return "";
        });

        assertThat(failure.message())
                .containsPattern("0 +activity 'greet' +\\| sub-orchestration 'Child'")
                .containsPattern("1 .*\\| call of 'get' of @account@a")
                .containsPattern("2 .*\\| signal 'add' to @account@a")
                .containsPattern("3 .*\\| locks of \\[@account@a, @account@b\\]");
    }

    @Test
    void noticesCodeThatContinuesAsNewWhereItWaited() {
        FailureDetails failure = failureOf((ctx, in) -> ctx.continueAsNew(in));

        assertThat(failure.message()).contains("the code waited at this point").contains("ended as continued as new");
    }

    @Test
    void noticesAnotherChildAndAnotherEntity() {
        Orchestrator<String, String> original = (ctx, in) -> {
            SubOrchestrationOptions named = SubOrchestrationOptions.defaults().instanceId("child-1");
            ctx.callSubOrchestrator("Child", null, String.class, named);
            ctx.callSubOrchestrator("Child", null, String.class);
            ctx.signalEntity(new EntityId("account", "a"), "add", 1);
            return ctx.waitForEvent("go", String.class).await();
        };
        Orchestrator<String, String> changed = (ctx, in) -> {
            SubOrchestrationOptions named = SubOrchestrationOptions.defaults().instanceId("child-2");
            ctx.callSubOrchestrator("Child", null, String.class, named);
            ctx.callSubOrchestrator("Child", null, String.class);
            ctx.signalEntity(new EntityId("account", "b"), "add", 1);
            return ctx.waitForEvent("go", String.class).await();
        };
        FakeHost host = new FakeHost(Deliveries.LIVE, 1);
        change(host, original, changed, Unloading.DROP);

        assertThat(host.instance("a").failure().message())
                .containsPattern(
                        "0 +sub-orchestration 'Child' as 'child-1' +\\| sub-orchestration 'Child' as 'child-2'")
                .containsPattern("2 +signal 'add' to @account@a +\\| signal 'add' to @account@b");
    }

    private static FailureDetails failureOf(Orchestrator<String, String> changed) {
        FailureDetails last = null;
        for (Unloading unloading : Unloading.values()) {
            FakeHost host = new FakeHost(Deliveries.LIVE, 1);
            change(host, changed, unloading);
            last = host.instance("a").failure();
            assertThat(last.errorType()).isEqualTo(NonDeterminismException.class.getName());
            assertThat(last.nonRetriable()).isTrue();
            assertThat(host.account()).doesNotContain("must not be sent");
        }
        return java.util.Objects.requireNonNull(last);
    }

    /** Runs an instance with the original code until it waits, and from there with the changed code. */
    private static void change(FakeHost host, Orchestrator<String, String> changed, Unloading unloading) {
        change(host, ORIGINAL, changed, unloading);
    }

    private static void change(
            FakeHost host,
            Orchestrator<String, String> original,
            Orchestrator<String, String> changed,
            Unloading unloading) {
        host.start("a", "Code", null);
        try (Worker before = worker(host, original, unloading)) {
            host.settleNow();
            assertThat(before.isConnected()).isTrue();
        }
        assertThat(host.instance("a").end).isNull();
        try (Worker after = worker(host, changed, unloading)) {
            host.raise("a", "go", "\"on\"");
            host.settleNow();
            assertThat(after.isConnected()).isTrue();
        }
    }

    private static Worker worker(FakeHost host, Orchestrator<String, String> code, Unloading unloading) {
        return Worker.builder()
                .orchestrator("Code", String.class, code)
                .orchestrator("Child", String.class, (ctx, in) -> "")
                .entity("account", EntityScenarios.Account::new)
                .activitiesPerCall(Shop.class, Shop.Real::new)
                .set(s -> s.withUnloading(unloading))
                .connectTo(host)
                .start();
    }
}
