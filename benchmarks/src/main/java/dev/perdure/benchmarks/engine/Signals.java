package dev.perdure.benchmarks.engine;

import dev.perdure.engine.EntityView;
import dev.perdure.engine.Outcome;
import dev.perdure.sdk.Entity;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/**
 * W5: signals to one entity and to many. Its times are those until a signal is acknowledged, which is when it is durable;
 * a signal is completed when the entity has applied it. Stateless.
 */
final class Signals {

    private static final int CALLERS = 256;

    private Signals() {}

    /** Counts its signals. */
    static final class Counter extends Entity<Integer> {
        @Override
        protected Integer initialState() {
            return 0;
        }

        /** Adds to the count. */
        public void add(int amount) {
            setState(state() + amount);
        }
    }

    static void measure(Plan plan) throws IOException, InterruptedException {
        plan.onFreshEngine(engine -> {
            for (int entities : plan.sizes(1, 1_000)) {
                for (int callers : plan.inFlight(CALLERS)) {
                    signal(engine, "warm-" + entities, entities, callers, 2_000_000_000L);
                    Meter meter = Meter.start(engine);
                    double[] millis = signal(engine, "measured-" + entities, entities, callers, plan.nanos());
                    plan.rows()
                            .accept(meter.stop(
                                    new Meter.Load("W5", entities, callers),
                                    millis.length,
                                    millis.length,
                                    millis,
                                    Map.of()));
                }
            }
        });
    }

    /** Signals for the time, waits until all are applied, and returns how long each acknowledgement took. */
    private static double[] signal(EmbeddedEngine engine, String key, int entities, int callers, long nanos)
            throws InterruptedException {
        ConcurrentLinkedQueue<Double> millis = new ConcurrentLinkedQueue<>();
        long end = System.nanoTime() + nanos;
        CountDownLatch left = new CountDownLatch(callers);
        for (int i = 0; i < callers; i++) {
            int first = i;
            Thread.ofVirtual().start(() -> {
                try {
                    int at = first;
                    long start = System.nanoTime();
                    while (start < end) {
                        signal(engine, id(key, at % entities));
                        at += callers;
                        long now = System.nanoTime();
                        millis.add((now - start) / 1e6);
                        start = now;
                    }
                } finally {
                    left.countDown();
                }
            });
        }
        left.await();
        while (applied(engine, key, entities) < millis.size()) {
            Thread.sleep(1);
        }
        return millis.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** A full queue refuses, and the caller tries again: what is refused is not counted. */
    private static void signal(EmbeddedEngine engine, String entityId) {
        Outcome outcome = ask(engine, entityId).join();
        while (outcome instanceof Outcome.Rejected rejected) {
            if (rejected.reason() != Outcome.Reason.OVERLOADED) {
                throw new IllegalStateException(rejected.message());
            }
            Thread.onSpinWait();
            outcome = ask(engine, entityId).join();
        }
    }

    private static CompletableFuture<Outcome> ask(EmbeddedEngine engine, String entityId) {
        return engine.engine().signalEntity(entityId, "add", "1", null, null);
    }

    private static long applied(EmbeddedEngine engine, String key, int entities) {
        long sum = 0;
        for (int i = 0; i < entities; i++) {
            sum += engine.engine()
                    .entity(id(key, i), true)
                    .map(EntityView::state)
                    .map(state -> Long.parseLong(Objects.requireNonNull(state)))
                    .orElse(0L);
        }
        return sum;
    }

    private static String id(String key, int number) {
        return "@counter@" + key + "-" + number;
    }
}
