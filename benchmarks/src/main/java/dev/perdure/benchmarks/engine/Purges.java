package dev.perdure.benchmarks.engine;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.engine.PurgeFilter;
import dev.perdure.engine.PurgeResult;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** W6: W1 while a purge removes instances that have ended. Stateless. */
final class Purges {

    private static final int BURST = 1_000;

    private Purges() {}

    static void measure(Plan plan) throws IOException, InterruptedException {
        plan.onFreshEngine(engine -> {
            Callers.runFor(engine, 64, 2_000_000_000L, Programs.SEQUENCE, "3");
            for (int size : plan.sizes(100_000)) {
                for (int callers : plan.inFlight(16)) {
                    measure(plan, engine, size, callers);
                }
            }
        });
    }

    private static void measure(Plan plan, EmbeddedEngine engine, int size, int callers) throws InterruptedException {
        for (int done = 0; done < size; done += BURST) {
            List<CompletableFuture<?>> ended = new ArrayList<>();
            for (int i = 0; i < Math.min(BURST, size - done); i++) {
                ended.add(engine.run(Programs.SEQUENCE, "0"));
            }
            ended.forEach(CompletableFuture::join);
        }
        Instant filled = Instant.now();
        Meter alone = Meter.start(engine);
        EngineRow without = row(
                alone, size, callers, Callers.runFor(engine, callers, plan.nanos(), Programs.SEQUENCE, "3"), Map.of());
        AtomicBoolean stopped = new AtomicBoolean();
        long start = System.nanoTime();
        Meter meter = Meter.start(engine);
        CompletableFuture<PurgeResult> purge = engine.engine()
                .purge(new PurgeFilter(Instant.EPOCH, filled, Set.of(RuntimeStatus.COMPLETED), Duration.ofMinutes(10)))
                .whenComplete((result, failure) -> stopped.set(true));
        double[] millis = Callers.runUntil(engine, callers, stopped, Programs.SEQUENCE, "3");
        long purged = purge.join().count();
        double seconds = (System.nanoTime() - start) / 1e9;
        plan.rows()
                .accept(row(
                        meter,
                        size,
                        callers,
                        millis,
                        Map.of(
                                "p99_ms_without_purge", without.p99(),
                                "completed_per_second_without_purge", without.completedPerSecond(),
                                "purged_per_second", purged / seconds)));
    }

    private static EngineRow row(Meter meter, int size, int callers, double[] millis, Map<String, Double> more) {
        return meter.stop(new Meter.Load("W6", size, callers), millis.length, 3.0 * millis.length, millis, more);
    }
}
