package dev.perdure.benchmarks.engine;

import dev.perdure.benchmarks.Folders;
import dev.perdure.core.InstanceId;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.WaitCondition;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * W7: very many instances, half of which wait for an event and half for a date; then the host starts again. Its times
 * are those from raising an event until its instance has ended. Stateless.
 */
final class Waitings {

    private static final int BURST = 2_000;
    private static final int RAISED_MAX = 1_000;
    private static final int HALF = 2;

    private Waitings() {}

    static void measure(Plan plan) throws IOException, InterruptedException {
        for (int size : plan.sizes(1_000_000)) {
            try (Folders folders = new Folders()) {
                Path data = folders.folder("data");
                List<String> waiting;
                try (EmbeddedEngine engine = new EmbeddedEngine(data, plan.options())) {
                    waiting = fill(engine, size);
                }
                measure(plan, data, size, waiting);
            }
        }
    }

    /** Returns the ids of some that wait for an event, spread over all. */
    private static List<String> fill(EmbeddedEngine engine, int size) {
        List<String> some = new ArrayList<>();
        int every = Math.max(1, size / HALF / RAISED_MAX);
        for (int done = 0; done < size; done += BURST) {
            List<CompletableFuture<?>> started = new ArrayList<>();
            for (int i = done; i < Math.min(size, done + BURST); i++) {
                String id = InstanceId.random();
                boolean forEvent = i % HALF == 0;
                if (forEvent && i / HALF % every == 0) {
                    some.add(id);
                }
                started.add(engine.engine().waitFor(id, WaitCondition.STARTED));
                CompletableFuture<Outcome> unused =
                        engine.start(id, forEvent ? Programs.WAIT : Programs.SLEEP, "\"for ever\"");
            }
            started.forEach(CompletableFuture::join);
        }
        return some;
    }

    private static void measure(Plan plan, Path data, int size, List<String> waiting) {
        long before = System.nanoTime();
        try (EmbeddedEngine engine = new EmbeddedEngine(data, plan.options())) {
            engine.run(Programs.SEQUENCE, "1").join();
            double startUp = (System.nanoTime() - before) / 1e6;
            Meter meter = Meter.start(engine);
            double[] millis = new double[waiting.size()];
            for (int i = 0; i < millis.length; i++) {
                String id = waiting.get(i);
                long start = System.nanoTime();
                CompletableFuture<Void> ended =
                        engine.engine().waitFor(id, WaitCondition.COMPLETED).thenAccept(Callers::completed);
                CompletableFuture<Outcome> unused = engine.engine().raiseEvent(id, "go", "\"go\"", null);
                ended.join();
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
            System.gc();
            double heap =
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / (1024.0 * 1024);
            plan.rows()
                    .accept(meter.stop(
                            new Meter.Load("W7", size, 1),
                            millis.length,
                            millis.length,
                            millis,
                            Map.of("startup_ms", startUp, "heap_mib", heap)));
        }
    }
}
