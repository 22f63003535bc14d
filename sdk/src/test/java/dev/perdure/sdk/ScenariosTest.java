package dev.perdure.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.sdk.internal.executor.Unloading;
import dev.perdure.sdk.internal.worker.WorkerCounters;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScenariosTest {

    private static final int MIXED_RUNS = 6;
    private static final long SEED = Long.getLong("perdure.test.seed", new SplittableRandom().nextLong(1_000_000_000));

    static Stream<Scenario> scenarios() {
        return Scenarios.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void leadsToTheSameHistoryHoweverTurnsAreDelivered(Scenario scenario) {
        System.out.println("scenario '" + scenario + "' seed " + SEED);
        String live = run(scenario, Deliveries.LIVE, Unloading.DROP, SEED).account();
        assertThat(live).isNotEmpty();

        assertThat(run(scenario, Deliveries.LIVE, Unloading.UNWIND, SEED).account())
                .isEqualTo(live);
        assertThat(run(scenario, Deliveries.REPLAYED, Unloading.DROP, SEED).account())
                .isEqualTo(live);
        assertThat(run(scenario, Deliveries.REPLAYED, Unloading.UNWIND, SEED).account())
                .isEqualTo(live);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void leadsToTheSameHistoryWithRandomEvictions(Scenario scenario) {
        for (int run = 0; run < MIXED_RUNS; run++) {
            long seed = SEED + run;
            System.out.println("scenario '" + scenario + "' seed " + seed);
            String live = run(scenario, Deliveries.LIVE, Unloading.DROP, seed).account();
            for (Unloading unloading : Unloading.values()) {
                assertThat(run(scenario, Deliveries.MIXED, unloading, seed).account())
                        .as("seed %d, unloading by %s", seed, unloading)
                        .isEqualTo(live);
            }
        }
    }

    private static FakeHost run(Scenario scenario, Deliveries deliveries, Unloading unloading, long seed) {
        FakeHost host = new FakeHost(deliveries, seed);
        Worker.Builder builder = Worker.builder()
                .activitiesPerCall(Shop.class, Shop.Real::new)
                .connectTo(host)
                .set(s -> s.withUnloading(unloading).withRandom(new SplittableRandom(seed)));
        if (deliveries == Deliveries.REPLAYED) {
            builder.maxLiveOrchestrators(0);
        }
        scenario.code().accept(builder);
        try (Worker worker = builder.start()) {
            scenario.drive().accept(host);
            check(deliveries, worker.counters(), host);
        }
        return host;
    }

    /** That the turns really ran the way the test means them to. */
    private static void check(Deliveries deliveries, WorkerCounters counters, FakeHost host) {
        switch (deliveries) {
            case LIVE -> {
                assertThat(host.historyRequests()).isZero();
                assertThat(counters.evictions().sum()).isZero();
                assertThat(counters.replayedTurns().sum())
                        .isEqualTo(host.account()
                                .lines()
                                .filter(line -> line.contains("executionStarted {"))
                                .count());
            }
            case REPLAYED -> assertThat(counters.liveTurns().sum()).isZero();
            case MIXED -> assertThat(counters.historyRequests().sum()).isEqualTo(host.historyRequests());
        }
    }
}
