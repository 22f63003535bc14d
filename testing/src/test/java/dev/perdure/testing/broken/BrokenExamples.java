package dev.perdure.testing.broken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Orchestrator;
import dev.perdure.sdk.Task;
import dev.perdure.testing.DurableHub;
import dev.perdure.testing.DurableTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each test here passes without faults, and its code is wrong. Run by {@code DurableTestTest}, which wants them caught. */
public class BrokenExamples {

    private static final AtomicInteger EVER_STARTED = new AtomicInteger();

    private final List<String> charges = new ArrayList<>();

    @RegisterExtension
    final DurableHub hub = DurableHub.with(worker -> worker.orchestrator(RandomInput.class)
            .orchestrator(StaticState.class)
            .orchestrator(Pays.class)
            .orchestrator(DependsOnOrder.class)
            .orchestrator("Counts", Integer.class, new Counts())
            .orchestrator("Reads", Integer.class, this::reads)
            .activity("charge", String.class, (ctx, input) -> {
                charges.add(input);
                return "paid";
            })
            .activity("step", String.class, (ctx, input) -> input));

    /** A random number that no history knows. */
    static final class RandomInput implements Orchestrator<String, String> {
        @Override
        public String run(OrchestrationContext ctx, String input) {
            String key = UUID.randomUUID().toString();
            return ctx.callActivity("charge", key, String.class).await();
        }
    }

    /** State that outlives the instance. */
    static final class StaticState implements Orchestrator<String, Integer> {
        @Override
        public Integer run(OrchestrationContext ctx, String input) {
            int number = EVER_STARTED.incrementAndGet();
            ctx.sleep(Duration.ofHours(1));
            return number;
        }
    }

    /** The orchestrator is sound; its activity charges again when it is delivered again. */
    static final class Pays implements Orchestrator<String, String> {
        @Override
        public String run(OrchestrationContext ctx, String input) {
            return ctx.callActivity("charge", input, String.class).await();
        }
    }

    /** A field of an object that all runs share. */
    static final class Counts implements Orchestrator<Integer, String> {
        private int attempt;

        @Override
        public String run(OrchestrationContext ctx, Integer input) {
            attempt++;
            ctx.callActivity("step", "a", String.class).await();
            return ctx.callActivity("step", "attempt " + attempt, String.class).await();
        }
    }

    /** Whoever comes first. */
    static final class DependsOnOrder implements Orchestrator<String, String> {
        @Override
        public String run(OrchestrationContext ctx, String input) {
            List<Task<String>> tasks = List.of(
                    ctx.callActivity("step", "a", String.class),
                    ctx.callActivity("step", "b", String.class),
                    ctx.callActivity("step", "c", String.class));
            return String.valueOf(ctx.anyOf(tasks).await());
        }
    }

    /** Looks at the world outside its history. */
    private String reads(OrchestrationContext ctx, Integer input) {
        ctx.callActivity("step", "a", String.class).await();
        int seen = charges.size();
        ctx.callActivity("charge", "ann", String.class).await();
        return "there were " + seen;
    }

    @DurableTest
    void randomInput() {
        assertThat(hub.start(RandomInput.class, "x").join()).isEqualTo("paid");
    }

    @DurableTest
    void staticState() {
        assertThat(hub.start(StaticState.class, "x").join()).isPositive();
    }

    @DurableTest
    void notIdempotent() {
        assertThat(hub.start(Pays.class, "ann").join()).isEqualTo("paid");
        assertThat(charges).as("charged twice").containsExactly("ann");
    }

    @DurableTest
    void stateOfItsOwn() {
        hub.waitForCompletion(hub.start("Counts", 1).instanceId());
    }

    @DurableTest
    void dependsOnOrder() {
        assertThat(hub.start(DependsOnOrder.class, "x").join()).isNotEmpty();
    }

    @DurableTest
    void forgetsWhatItSawAtReplay() {
        hub.waitForCompletion(hub.start("Reads", 1).instanceId());
    }

    @DurableTest
    void simplyWrong() {
        fail("simply wrong");
    }

    @DurableTest(fault = "CRASH_AT:9999")
    void crashesNowhere() {
        assertThat(hub.start(DependsOnOrder.class, "x").join()).isNotEmpty();
    }

    /** Somebody has forgotten the hub. */
    public static class WithoutHub {

        @DurableTest
        void nothingToCrash() {
            assertThat(1).isPositive();
        }
    }
}
