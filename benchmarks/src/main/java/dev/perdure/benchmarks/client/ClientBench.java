package dev.perdure.benchmarks.client;

import dev.perdure.benchmarks.Folders;
import dev.perdure.benchmarks.HostProcess;
import dev.perdure.benchmarks.Machine;
import dev.perdure.benchmarks.Positive;
import dev.perdure.client.DurableClient;
import dev.perdure.client.StartOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code perdure bench client}: ways to send requests, side by side against one host process. The variants take turns
 * within each round, so that what else the machine does meets all of them.
 */
@Command(
        name = "client",
        description = "The client beside other ways to send requests, against one host process on this machine.",
        footer = {
            "",
            "A burst begins without any connection, and a call's time is from the common start to its answer.",
            "sockts: opened in one burst or loop, the most of all rounds. us/call: CPU time of this process.",
            "Figures are medians of the rounds; max ms is the largest, errors are added up."
        },
        mixinStandardHelpOptions = true)
public final class ClientBench implements Callable<Integer> {

    @Option(names = "--json", description = "One JSON object a line instead of a table.")
    private boolean json;

    @Option(
            names = "--endpoint",
            split = ",",
            defaultValue = "status,start",
            converter = EndpointWord.class,
            description = "What is asked: status (no disk), start (durable) (${DEFAULT-VALUE}).")
    private List<Endpoint> endpoints = List.of();

    @Option(
            names = "--variant",
            split = ",",
            defaultValue = "new-client-per-call,new-connection-per-call,jdk,perdure,raw",
            converter = VariantWord.class,
            description = "Who asks (${DEFAULT-VALUE}).")
    private List<VariantKind> kinds = List.of();

    @Option(
            names = "--mode",
            split = ",",
            defaultValue = "burst,loop",
            converter = ModeWord.class,
            description = "burst: all at once, one call each. loop: one call after another (${DEFAULT-VALUE}).")
    private List<LoadMode> modes = List.of();

    @Option(
            names = "--callers",
            split = ",",
            description = "How many (bursts: 1,9,30,200,1000,10000; loops: 30,200,1000).")
    private List<Integer> callers = List.of();

    @Option(names = "--rounds", defaultValue = "3", description = "Rounds (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "2", description = "Measured time of a loop (${DEFAULT-VALUE}).")
    private int seconds;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is run
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Positive.require(spec, "--rounds", rounds);
        Positive.require(spec, "--seconds", seconds);
        callers.forEach(count -> Positive.require(spec, "--callers", count));
        List<Row> rows = new ArrayList<>();
        try (Folders folders = new Folders();
                HostProcess host = HostProcess.start(folders.folder("data"), 0, 0)) {
            makeInstance(host.origin());
            print(json ? "" : Machine.line() + "\n" + Row.HEADER);
            for (Endpoint endpoint : endpoints) {
                warmUp(host.origin(), endpoint);
                for (LoadMode mode : modes) {
                    for (int count : callersOf(mode)) {
                        rows.addAll(measure(host.origin(), endpoint, mode, count));
                    }
                }
            }
        }
        String verdict = String.join("\n", new Goals(rows).lines());
        if (json) {
            say(verdict);
        } else {
            print("\n" + verdict);
        }
        return 0;
    }

    private List<Integer> callersOf(LoadMode mode) {
        if (!callers.isEmpty()) {
            return callers;
        }
        return switch (mode) {
            case BURST -> List.of(1, 9, 30, 200, 1_000, 10_000);
            case LOOP -> List.of(30, 200, 1_000);
        };
    }

    private static void makeInstance(URI origin) {
        try (DurableClient client =
                DurableClient.builder().origin(origin).privateSession().build()) {
            client.start(
                    Endpoint.ORCHESTRATOR,
                    Endpoint.INPUT,
                    StartOptions.defaults().instanceId(Endpoint.INSTANCE));
        }
    }

    private void warmUp(URI origin, Endpoint endpoint) throws IOException, InterruptedException {
        for (VariantKind kind : kinds) {
            say("warming up: " + endpoint.word() + ", " + kind.word());
            new Load(origin, endpoint, kind).loop(30, Duration.ZERO, Duration.ofSeconds(1L + seconds));
        }
    }

    private List<Row> measure(URI origin, Endpoint endpoint, LoadMode mode, int count)
            throws IOException, InterruptedException {
        Map<VariantKind, List<Load.Result>> results = new EnumMap<>(VariantKind.class);
        for (int round = 1; round <= rounds; round++) {
            say("%s, %s of %d, round %d of %d".formatted(endpoint.word(), mode.word(), count, round, rounds));
            for (VariantKind kind : kinds) {
                Load load = new Load(origin, endpoint, kind);
                Load.Result result = switch (mode) {
                    case BURST -> load.burst(count);
                    case LOOP -> load.loop(count, Duration.ofMillis(500), Duration.ofSeconds(seconds));
                };
                if (result.firstError() != null) {
                    say("%s: %d errors, the first: %s".formatted(kind.word(), result.errors(), result.firstError()));
                }
                results.computeIfAbsent(kind, k -> new ArrayList<>()).add(result);
            }
        }
        List<Row> rows = new ArrayList<>();
        for (VariantKind kind : kinds) {
            Row row = Row.of(endpoint, kind, mode, count, results.getOrDefault(kind, List.of()));
            print(json ? row.json() : row.line());
            rows.add(row);
        }
        return rows;
    }

    private void print(String text) {
        if (!text.isBlank()) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(text);
            out.flush();
        }
    }

    private void say(String text) {
        if (!text.isBlank()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(text);
            err.flush();
        }
    }

    private static <T> T known(List<T> all, Function<T, String> word, String asked) {
        return all.stream()
                .filter(one -> word.apply(one).equals(asked))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        "'" + asked + "' is none of " + all.stream().map(word).toList()));
    }

    /** Reads an endpoint. */
    static final class EndpointWord implements ITypeConverter<Endpoint> {
        @Override
        public Endpoint convert(String word) {
            return known(List.of(Endpoint.values()), Endpoint::word, word);
        }
    }

    /** Reads a variant. */
    static final class VariantWord implements ITypeConverter<VariantKind> {
        @Override
        public VariantKind convert(String word) {
            return known(List.of(VariantKind.values()), VariantKind::word, word);
        }
    }

    /** Reads a mode. */
    static final class ModeWord implements ITypeConverter<LoadMode> {
        @Override
        public LoadMode convert(String word) {
            return known(List.of(LoadMode.values()), LoadMode::word, word);
        }
    }
}
