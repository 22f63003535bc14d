package dev.perdure.benchmarks.remote;

import dev.perdure.benchmarks.Figures;
import dev.perdure.benchmarks.Folders;
import dev.perdure.benchmarks.HostProcess;
import dev.perdure.benchmarks.Machine;
import dev.perdure.benchmarks.Positive;
import dev.perdure.core.InstanceId;
import dev.perdure.core.protocol.GetInstanceResponse;
import dev.perdure.sdk.Worker;
import dev.perdure.sdk.grpc.GrpcWorkHost;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code perdure bench streams}: what a host costs that has many idle worker streams and many clients that wait, and how
 * long a start takes meanwhile. In the end all instances end, and every wait must be answered.
 */
@Command(
        name = "streams",
        description =
                "A host process with many idle worker streams and many clients that wait for instances, over gRPC.",
        footer = {
            "",
            "Ends with 0 only if no stream broke, every wait was answered, and the host then knew of none any more.",
        },
        mixinStandardHelpOptions = true)
public final class StreamsBench implements Callable<Integer> {

    private static final int BURST = 500;
    private static final long SETTLE_SECONDS = 10;
    private static final long LIMIT_SECONDS = 120;
    private static final double CPU_PERCENT_MAX = 3;

    @Option(names = "--streams", defaultValue = "1000", description = "Idle worker streams (${DEFAULT-VALUE}).")
    private int streams;

    @Option(names = "--waits", defaultValue = "10000", description = "Clients that wait (${DEFAULT-VALUE}).")
    private int waits;

    @Option(names = "--seconds", defaultValue = "30", description = "How long each is measured (${DEFAULT-VALUE}).")
    private int seconds;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is run
    private CommandSpec spec;

    /** What was measured in one state of the host. Times in milliseconds. */
    private record Figure(ProcessMemory memory, double cpuPercent, double startP50, double startP99) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Positive.require(spec, "--streams", streams);
        Positive.require(spec, "--waits", waits);
        Positive.require(spec, "--seconds", seconds);
        try (Folders folders = new Folders();
                HostProcess host = HostProcess.startWith(folders.folder("data"));
                HostFigures figures = new HostFigures(host);
                GrpcCaller caller = new GrpcCaller(host.grpcPort());
                GrpcWorkHost connection = GrpcWorkHost.of("127.0.0.1:" + host.grpcPort());
                Worker worker = worker(connection)) {
            progress("host and worker " + worker.workerId() + " are up; warming them up");
            double[] unused = starts(caller, Math.min(10, seconds));
            progress("measuring the host alone");
            Figure alone = figure(host, caller);

            progress("opening " + streams + " streams and " + waits + " waits");
            boolean there;
            Figure busy;
            double seconds;
            int answered;
            int broken;
            try (IdleStreams idle = new IdleStreams(host.grpcPort(), streams)) {
                List<String> ids = new ArrayList<>();
                List<CompletableFuture<GetInstanceResponse>> waiting = new ArrayList<>();
                open(caller, ids, waiting);
                there = until(() -> knows(figures, streams + 1, waits));
                progress("measuring the host with them");
                busy = figure(host, caller);

                progress("ending all instances");
                long start = System.nanoTime();
                for (int done = 0; done < waits; done += BURST) {
                    all(ids.subList(done, Math.min(waits, done + BURST)).stream()
                            .map(id -> caller.raiseEvent(id, "go"))
                            .toList());
                }
                answered = answered(waiting);
                seconds = (System.nanoTime() - start) / 1e9;
                broken = idle.broken();
            }
            boolean left = until(() -> knows(figures, 1, 0));
            print(alone, busy);
            line("waits answered when their instances ended", answered + " of " + waits);
            line("  within, s", String.format(Locale.ROOT, "%.1f", seconds));
            line("streams that broke", Integer.toString(broken));
            out("");
            out(String.format(
                    Locale.ROOT,
                    "processor at rest: %.2f %% of one (at most %.0f)  %s",
                    busy.cpuPercent(),
                    CPU_PERCENT_MAX,
                    busy.cpuPercent() <= CPU_PERCENT_MAX ? "reached" : "MISSED"));
            if (!there || !left) {
                out(there ? "The host still knows of streams or waits." : "Not all streams and waits came up.");
            }
            return there && left && answered == waits && broken == 0 ? 0 : 1;
        }
    }

    private static Worker worker(GrpcWorkHost connection) {
        return Worker.builder()
                .orchestrator(
                        "wait",
                        String.class,
                        (context, input) ->
                                context.waitForEvent("go", String.class).await())
                .orchestrator("echo", String.class, (context, input) -> input)
                .connectTo(connection)
                .start();
    }

    /** Memory, then the processor while nothing happens, then starts. */
    private Figure figure(HostProcess host, GrpcCaller caller) throws IOException, InterruptedException {
        ProcessMemory memory = ProcessMemory.of(host.handle());
        // What the last phase left behind, such as compilations and compactions, is not rest.
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        double before = HostFigures.cpuMicros(host.handle());
        long start = System.nanoTime();
        TimeUnit.SECONDS.sleep(seconds);
        double micros = HostFigures.cpuMicros(host.handle()) - before;
        double percent = 100 * micros / ((System.nanoTime() - start) / 1e3);
        double[] millis = starts(caller, seconds);
        return new Figure(memory, percent, Figures.median(millis), Figures.quantile(millis, 0.99));
    }

    /** Starts one instance after the other; returns how long each took until it was acknowledged. */
    private static double[] starts(GrpcCaller caller, int seconds) {
        List<Double> millis = new ArrayList<>();
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        long start = System.nanoTime();
        while (start < end) {
            caller.start(InstanceId.random(), "echo", "\"input\"").join();
            long now = System.nanoTime();
            millis.add((now - start) / 1e6);
            start = now;
        }
        return millis.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private void open(GrpcCaller caller, List<String> ids, List<CompletableFuture<GetInstanceResponse>> waiting) {
        for (int done = 0; done < waits; done += BURST) {
            List<CompletableFuture<?>> started = new ArrayList<>();
            for (int i = done; i < Math.min(waits, done + BURST); i++) {
                String id = InstanceId.random();
                ids.add(id);
                waiting.add(caller.waitFor(id));
                started.add(caller.start(id, "wait", "\"input\""));
            }
            all(started);
        }
    }

    private static void all(List<? extends CompletableFuture<?>> futures) {
        CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).join();
    }

    /** How many were answered, each with an instance that is Completed. */
    private static int answered(List<CompletableFuture<GetInstanceResponse>> waiting) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        int answered = 0;
        for (CompletableFuture<GetInstanceResponse> wait : waiting) {
            try {
                GrpcCaller.requireCompleted(wait.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS));
                answered++;
            } catch (ExecutionException | TimeoutException | IllegalStateException e) {
                // Not answered, or not with what was waited for: it is missing in the number.
            }
        }
        return answered;
    }

    private static boolean knows(HostFigures figures, int workers, int waiters) {
        String metrics = figures.metrics();
        return (int) HostFigures.metric(metrics, "perdure_workers") == workers
                && (int) HostFigures.metric(metrics, "perdure_waiters") == waiters;
    }

    private static boolean until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        return true;
    }

    private void print(Figure alone, Figure busy) {
        out(Machine.line());
        out(String.format(
                Locale.ROOT, "%,d idle worker streams, %,d waits, each measured for %d s", streams, waits, seconds));
        out(String.format(Locale.ROOT, "%-48s %14s %14s", "host process", "without them", "with them"));
        row(
                "resident memory, MiB",
                "%.0f",
                alone.memory().residentMiB(),
                busy.memory().residentMiB());
        row("live heap, MiB", "%.1f", alone.memory().liveMiB(), busy.memory().liveMiB());
        row("threads", "%.0f", alone.memory().threads(), busy.memory().threads());
        row("processor at rest, % of one", "%.2f", alone.cpuPercent(), busy.cpuPercent());
        row("start acknowledged, p50, ms", "%.2f", alone.startP50(), busy.startP50());
        row("start acknowledged, p99, ms", "%.2f", alone.startP99(), busy.startP99());
    }

    private void row(String what, String format, double alone, double busy) {
        out(String.format(Locale.ROOT, "%-48s %14s %14s", what, figure(format, alone), figure(format, busy)));
    }

    private static String figure(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }

    private void line(String what, String value) {
        out(String.format(Locale.ROOT, "%-48s %29s", what, value));
    }

    private void out(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private void progress(String what) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(what + " ...");
        err.flush();
    }
}
