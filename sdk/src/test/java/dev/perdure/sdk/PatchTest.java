package dev.perdure.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Patches of code under instances that are under way: the worker is replaced after each number of steps of the host. */
class PatchTest {

    private static final int STEPS = 12;

    static Stream<Arguments> deployments() {
        return Stream.of(Deliveries.values())
                .flatMap(way -> Stream.iterate(0, n -> n <= STEPS, n -> n + 1).map(n -> Arguments.of(way, n)));
    }

    /** Three rounds of one activity. */
    private static final Orchestrator<String, String> OLD = (ctx, in) -> {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            text.append(ctx.callActivity("greet", "o", String.class).await().charAt(6));
        }
        return text.toString();
    };

    /** In each round another activity after the old one, and after the rounds one more. */
    private static final Orchestrator<String, String> NEW = (ctx, in) -> {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            text.append(ctx.callActivity("greet", "o", String.class).await().charAt(6));
            if (ctx.patched("rounds")) {
                text.append(ctx.callActivity("ping", null, String.class).await().charAt(0));
            }
        }
        if (ctx.patched("end")) {
            text.append(ctx.callActivity("greet", "e", String.class).await().charAt(6));
        }
        return text.toString();
    };

    private static final Orchestrator<String, String> LATER = (ctx, in) -> {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            text.append(ctx.callActivity("greet", "o", String.class).await().charAt(6));
            ctx.deprecatePatch("rounds");
            text.append(ctx.callActivity("ping", null, String.class).await().charAt(0));
        }
        ctx.deprecatePatch("end");
        return text.append(ctx.callActivity("greet", "e", String.class).await().charAt(6))
                .toString();
    };

    @ParameterizedTest(name = "{0}, after {1} steps")
    @MethodSource("deployments")
    void asksEachExecutionWhereItStandsAndKeepsTheAnswer(Deliveries way, int steps) {
        FakeHost host = new FakeHost(way, 7);
        String output = deploy(host, OLD, NEW, steps);

        // Turns and activities take turns: after an even number of steps, an activity is done, and the next turn comes.
        int firstDone = 2;
        String expected = steps <= firstDone ? "opopope" : steps <= 6 ? "oooe" : "ooo";
        assertThat(output).isEqualTo("\"" + expected + "\"");
    }

    @ParameterizedTest(name = "{0}, after {1} steps")
    @MethodSource("deployments")
    void lastsBeyondItsDeprecation(Deliveries way, int steps) {
        FakeHost host = new FakeHost(way, 7);

        assertThat(deploy(host, NEW, LATER, steps)).isEqualTo("\"opopope\"");
        if (steps == 0) {
            assertThat(host.account()).doesNotContain("eventSent");
        }
    }

    @ParameterizedTest(name = "{0}, after {1} steps")
    @MethodSource("deployments")
    void beginsAfreshInTheNextExecution(Deliveries way, int steps) {
        FakeHost host = new FakeHost(way, 7);
        String output = deploy(host, twoSteps(ctx -> "o"), twoSteps(ctx -> ctx.patched("p") ? "p" : "o"), steps);

        // An execution takes five steps and chooses its letter in the third.
        assertThat(output).isEqualTo(steps < 3 ? "\"ppp\"" : steps < 8 ? "\"opp\"" : "\"oop\"");
    }

    private static Orchestrator<String, String> twoSteps(Function<OrchestrationContext, String> letter) {
        return (ctx, in) -> {
            ctx.activities(Shop.class).ping();
            String next = in + letter.apply(ctx);
            ctx.activities(Shop.class).ping();
            return next.length() == 3 ? next : ctx.continueAsNew(next);
        };
    }

    private static String deploy(
            FakeHost host, Orchestrator<String, String> first, Orchestrator<String, String> second, int steps) {
        try (Worker worker = worker(host, first)) {
            assertThat(worker.isConnected()).isTrue();
            host.start("a", "Code", "\"\"");
            for (int i = 0; i < steps; i++) {
                boolean unused = host.step();
            }
        }
        try (Worker worker = worker(host, second)) {
            assertThat(worker.isConnected()).isTrue();
            host.settle();
        }
        return String.valueOf(host.output("a"));
    }

    private static Worker worker(FakeHost host, Orchestrator<String, String> code) {
        return Worker.builder()
                .activitiesPerCall(Shop.class, Shop.Real::new)
                .orchestrator("Code", String.class, code)
                .connectTo(host)
                .start();
    }
}
