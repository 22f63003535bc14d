package dev.perdure.benchmarks.engine;

import dev.perdure.benchmarks.Figures;
import dev.perdure.core.InstanceId;
import dev.perdure.engine.InstanceView;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.WaitCondition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * W3: many orchestrations of three steps started at one moment. Its times are those until a start is acknowledged, which
 * is when it is durable; until its orchestration has ended is another figure. Stateless.
 */
final class Bursts {

    private static final int RUNS_MIN = 5;

    private Bursts() {}

    static void measure(Plan plan) throws IOException, InterruptedException {
        plan.onFreshEngine(engine -> {
            for (int size : plan.sizes(9, 100, 1_000)) {
                for (int i = 0; i < RUNS_MIN; i++) {
                    burst(engine, size, new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>());
                }
                ConcurrentLinkedQueue<Double> acknowledged = new ConcurrentLinkedQueue<>();
                ConcurrentLinkedQueue<Double> ended = new ConcurrentLinkedQueue<>();
                long end = System.nanoTime() + plan.nanos();
                Meter meter = Meter.start(engine);
                int runs = 0;
                while (runs < RUNS_MIN || System.nanoTime() < end) {
                    burst(engine, size, acknowledged, ended);
                    runs++;
                }
                plan.rows()
                        .accept(meter.stop(
                                new Meter.Load("W3", size, size),
                                ended.size(),
                                3.0 * ended.size(),
                                array(acknowledged),
                                Map.of("ended_p50_ms", Figures.median(array(ended)))));
            }
        });
    }

    private static void burst(
            EmbeddedEngine engine,
            int size,
            ConcurrentLinkedQueue<Double> acknowledged,
            ConcurrentLinkedQueue<Double> ended) {
        List<CompletableFuture<InstanceView>> all = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < size; i++) {
            String id = InstanceId.random();
            all.add(engine.engine().waitFor(id, WaitCondition.COMPLETED).thenApply(view -> {
                Callers.completed(view);
                ended.add((System.nanoTime() - start) / 1e6);
                return view;
            }));
            CompletableFuture<Outcome> unused = engine.start(id, Programs.SEQUENCE, "3")
                    .whenComplete((outcome, failure) -> acknowledged.add((System.nanoTime() - start) / 1e6));
        }
        all.forEach(CompletableFuture::join);
    }

    private static double[] array(ConcurrentLinkedQueue<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
