package dev.perdure.benchmarks;

import dev.perdure.engine.EngineOptions;
import dev.perdure.engine.EngineStats;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perdure bench sequence}: orchestrations of no-op activities in sequence, on disk, worker in this process. */
@Command(
        name = "sequence",
        description = "Orchestrations of no-op activities one after the other: embedded worker, sync on.",
        mixinStandardHelpOptions = true)
final class SequenceBench implements Callable<Integer> {

    @Option(names = "--steps", defaultValue = "3", description = "Activities per orchestration (${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--in-flight",
            split = ",",
            defaultValue = "1,16,128",
            description = "Orchestrations at once (${DEFAULT-VALUE}).")
    private List<Integer> inFlight = List.of();

    @Option(names = "--seconds", defaultValue = "5", description = "Measured time per row (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--partitions", defaultValue = "4", description = "Partitions of the hub (${DEFAULT-VALUE}).")
    private int partitions;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is run
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Positive.require(spec, "--seconds", seconds);
        Positive.require(spec, "--steps", steps);
        inFlight.forEach(callers -> Positive.require(spec, "--in-flight", callers));
        PrintWriter out = spec.commandLine().getOut();
        out.println(Machine.line());
        out.printf("%d activities in sequence, %d partitions, embedded worker, sync on%n", steps, partitions);
        out.println("in flight  completed/s   p50 ms   p99 ms   sync ms   syncs/step   cpu us/step");
        EngineOptions defaults = EngineOptions.defaults();
        EngineOptions options = new EngineOptions(
                partitions,
                defaults.inboxLimit(),
                defaults.turnLease(),
                defaults.activityLease(),
                defaults.keyRetention(),
                defaults.cachedInstances());
        try (Folders folders = new Folders();
                EmbeddedEngine engine = new EmbeddedEngine(folders.folder("data"), options)) {
            measure(engine, 64, 3_000_000_000L);
            for (int callers : inFlight) {
                out.println(row(engine, callers));
                out.flush();
            }
        }
        return 0;
    }

    private String row(EmbeddedEngine engine, int callers) throws InterruptedException {
        EngineStats before = engine.engine().stats();
        long cpuBefore = cpuNanos();
        long start = System.nanoTime();
        double[] millis = measure(engine, callers, seconds * 1_000_000_000L);
        double elapsed = (System.nanoTime() - start) / 1e9;
        EngineStats after = engine.engine().stats();
        long commits = after.commits() - before.commits();
        double done = (double) millis.length * steps;
        return "%9d %12.0f %8.2f %8.2f %9.2f %12.3f %13.1f"
                .formatted(
                        callers,
                        millis.length / elapsed,
                        Figures.median(millis),
                        Figures.quantile(millis, 0.99),
                        (after.syncNanos() - before.syncNanos()) / 1e6 / Math.max(1, commits),
                        commits / done,
                        (cpuNanos() - cpuBefore) / 1e3 / done);
    }

    /** Keeps this many orchestrations going for the time and returns how long each took, in milliseconds. */
    private double[] measure(EmbeddedEngine engine, int callers, long nanos) throws InterruptedException {
        ConcurrentLinkedQueue<Double> millis = new ConcurrentLinkedQueue<>();
        long end = System.nanoTime() + nanos;
        CountDownLatch left = new CountDownLatch(callers);
        for (int i = 0; i < callers; i++) {
            Thread.ofVirtual().start(() -> {
                while (System.nanoTime() < end) {
                    long start = System.nanoTime();
                    engine.run(Workload.SEQUENCE, Integer.toString(steps)).join();
                    millis.add((System.nanoTime() - start) / 1e6);
                }
                left.countDown();
            });
        }
        left.await();
        return millis.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static long cpuNanos() {
        return java.lang.ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(java.time.Duration::toNanos)
                .orElse(0L);
    }
}
