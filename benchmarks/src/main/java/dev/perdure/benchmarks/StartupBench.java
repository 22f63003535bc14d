package dev.perdure.benchmarks;

import dev.perdure.benchmarks.engine.EmbeddedEngine;
import dev.perdure.benchmarks.engine.Programs;
import dev.perdure.engine.EngineOptions;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.WaitCondition;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code perdure bench startup}: how long a server needs from its launch to the ready line, with few and with many
 * instances that wait for an event.
 */
@Command(
        name = "startup",
        description = "Time from launch to the ready line, by the number of instances that wait for an event.",
        mixinStandardHelpOptions = true)
final class StartupBench implements Callable<Integer> {

    private static final int BURST = 2_000;

    @Option(
            names = "--instances",
            split = ",",
            defaultValue = "100,100000",
            description = "Waiting instances, one store each (${DEFAULT-VALUE}).")
    private List<Integer> sizes = List.of();

    @Option(names = "--rounds", defaultValue = "5", description = "Starts of each store, in turn (${DEFAULT-VALUE}).")
    private int rounds;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is run
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Positive.require(spec, "--rounds", rounds);
        sizes.forEach(size -> Positive.require(spec, "--instances", size));
        PrintWriter out = spec.commandLine().getOut();
        out.println(Machine.line());
        try (Folders folders = new Folders()) {
            List<double[]> millis = new ArrayList<>();
            for (int size : sizes) {
                out.printf("filling a store with %,d waiting instances ...%n", size);
                out.flush();
                fill(folders.folder("data-" + size), size);
                millis.add(new double[rounds]);
            }
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < sizes.size(); i++) {
                    millis.get(i)[round] = startMillis(folders.folder("data-" + sizes.get(i)));
                }
            }
            out.println();
            out.println("waiting instances   ready after, ms: median      min      max");
            for (int i = 0; i < sizes.size(); i++) {
                double[] figures = millis.get(i);
                out.printf(
                        "%,17d %24.0f %8.0f %8.0f%n",
                        sizes.get(i),
                        Figures.median(figures),
                        Figures.quantile(figures, 0),
                        Figures.quantile(figures, 1));
            }
        }
        return 0;
    }

    private static void fill(Path folder, int size) {
        try (EmbeddedEngine engine = new EmbeddedEngine(folder, EngineOptions.defaults())) {
            for (int done = 0; done < size; done += BURST) {
                List<CompletableFuture<?>> started = new ArrayList<>();
                for (int i = 0; i < Math.min(BURST, size - done); i++) {
                    started.add(engine.start(Programs.WAIT, "\"for ever\"").thenCompose(outcome -> switch (outcome) {
                        case Outcome.Done d -> engine.engine().waitFor(d.instanceId(), WaitCondition.STARTED);
                        case Outcome.Rejected r -> throw new IllegalStateException(r.message());
                    }));
                }
                started.forEach(CompletableFuture::join);
            }
        }
    }

    private static double startMillis(Path folder) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "dev.perdure.host.cli.Main",
                "serve",
                "--data",
                folder.toString(),
                "--http-port",
                "0",
                "--grpc-port",
                "0"));
        long start = System.nanoTime();
        Process server = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
            @Nullable String ready = output.readLine();
            double millis = (System.nanoTime() - start) / 1e6;
            if (ready == null) {
                throw new IOException("The server ended before it was ready.");
            }
            return millis;
        } finally {
            server.destroy();
            if (!server.waitFor(30, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        }
    }
}
