package dev.perdure.benchmarks.engine;

import dev.perdure.benchmarks.Folders;
import dev.perdure.benchmarks.Machine;
import dev.perdure.benchmarks.Positive;
import dev.perdure.benchmarks.remote.RemoteHub;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code perdure bench engine}: the engine on disk with a worker in this process, or behind the gRPC door. */
@Command(
        name = "engine",
        description = {
            "The engine on disk, sync on, with a worker in this process or over gRPC.",
            "W1  sequence of 3 no-op activities, 1 to 1,024 in flight      W1b the same with 5",
            "W2  fan-out of 100 and 1,000 activities and their fan-in",
            "W3  burst of 9, 100, 1,000 starts (times until acknowledged)",
            "W4  1,000 and 10,000 activities one after the other in one instance",
            "W5  signals to one entity and to 1,000",
            "W6  W1 while 100,000 ended instances are purged",
            "W7  a million instances that wait; start-up, heap, time to raise one event",
            "W8  fan-out of 1,000 activities that sleep a second each",
            "",
            "Workers: embedded is in this process, without any door. The others are served by a host process: grpc is",
            "Perdure's own and shares this process with whoever starts instances and waits for them, as embedded does;",
            "java and js are the official SDKs in a process of their own (js needs Node.js and npm). Starts and waits go",
            "over gRPC too. cpu is that of all processes; sync ms is the median if embedded, else the mean."
        },
        mixinStandardHelpOptions = true)
public final class EngineBench implements Callable<Integer> {

    private static final Map<String, EngineWorkload> WORKLOADS = workloads();

    /** What a worker behind a door can be measured with. */
    private static final Set<String> REMOTE = Set.of("W1", "W1b", "W2", "W4", "W8");

    private static final long WARM_UP_NANOS = 3_000_000_000L;

    @Option(
            names = "--workload",
            split = ",",
            description = "Some of W1, W1b, W2, W3, W4, W5, W6, W7, W8; default: all that fit the workers.")
    private List<String> names = List.of();

    @Option(
            names = "--worker",
            split = ",",
            defaultValue = "embedded",
            description = "Some of embedded, grpc, java, js, measured in turn (${DEFAULT-VALUE}).")
    private List<String> workers = List.of();

    @Option(names = "--rounds", defaultValue = "1", description = "How often each row is measured (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--in-flight", split = ",", description = "Orchestrations at once; default: the workload's own.")
    private List<Integer> inFlight = List.of();

    @Option(
            names = "--size",
            split = ",",
            description = "Fan-out, burst, steps, entities or instances; default: the workload's own.")
    private List<Integer> sizes = List.of();

    @Option(names = "--seconds", defaultValue = "5", description = "Measured time per row (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--limit-seconds",
            defaultValue = "120",
            description = "W2, W4, W8: what takes longer is shown as \"> limit\" (${DEFAULT-VALUE}).")
    private int limitSeconds;

    @Option(names = "--partitions", defaultValue = "4", description = "Partitions of the hub (${DEFAULT-VALUE}).")
    private int partitions;

    @Option(names = "--json", description = "One JSON object a line, in place of the table.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is run
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Positive.require(spec, "--seconds", seconds);
        Positive.require(spec, "--limit-seconds", limitSeconds);
        Positive.require(spec, "--rounds", rounds);
        Positive.require(spec, "--partitions", partitions);
        inFlight.forEach(callers -> Positive.require(spec, "--in-flight", callers));
        sizes.forEach(size -> Positive.require(spec, "--size", size));
        List<WorkerKind> kinds = kinds();
        requireFittingWorkloads(kinds);
        PrintWriter out = spec.commandLine().getOut();
        if (!json) {
            out.println(Machine.line());
            out.printf("%d partitions, sync on, %d s a row%n", partitions, seconds);
            out.println(EngineRow.HEADER);
        }
        out.flush();
        List<EngineRow> rows = new ArrayList<>();
        try (Folders folders = new Folders()) {
            Path packages = folders.folder("js");
            if (kinds.contains(WorkerKind.JS)) {
                progress("installing the official JavaScript SDK");
                RemoteHub.installJs(packages);
            }
            if (kinds.contains(WorkerKind.EMBEDDED)) {
                plan(WorkerKind.EMBEDDED, packages, rows)
                        .onFreshHub(hub -> Callers.runFor(hub, 64, WARM_UP_NANOS, Programs.SEQUENCE, "3"));
            }
            for (int round = 0; round < rounds; round++) {
                for (Map.Entry<String, EngineWorkload> workload : WORKLOADS.entrySet()) {
                    for (WorkerKind kind : kinds) {
                        if (isAsked(workload.getKey(), kind)) {
                            progress(workload.getKey() + " " + kind.word() + ", round " + (round + 1));
                            workload.getValue().measure(plan(kind, packages, rows));
                        }
                    }
                }
            }
        }
        if (!json) {
            new GrpcGoals(rows).lines().forEach(out::println);
            out.flush();
        }
        return 0;
    }

    private List<WorkerKind> kinds() {
        return workers.stream()
                .map(word -> WorkerKind.of(word)
                        .orElseThrow(() -> new ParameterException(
                                spec.commandLine(),
                                "There is no worker '" + word + "': say some of embedded, grpc, java, js.")))
                .distinct()
                .toList();
    }

    private void requireFittingWorkloads(List<WorkerKind> kinds) {
        for (String name : names) {
            if (!WORKLOADS.containsKey(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "There is no workload '" + name + "': say some of " + String.join(", ", WORKLOADS.keySet())
                                + ".");
            }
            if (!REMOTE.contains(name) && !kinds.equals(List.of(WorkerKind.EMBEDDED))) {
                throw new ParameterException(
                        spec.commandLine(),
                        name
                                + " measures the engine itself, not a worker: leave --worker out, or say some of W1, W1b, W2,"
                                + " W4, W8.");
            }
        }
    }

    private boolean isAsked(String workload, WorkerKind kind) {
        return names.isEmpty() ? kind == WorkerKind.EMBEDDED || REMOTE.contains(workload) : names.contains(workload);
    }

    private Plan plan(WorkerKind kind, Path packages, List<EngineRow> rows) {
        PrintWriter out = spec.commandLine().getOut();
        return new Plan(seconds, partitions, kind, packages, limitSeconds, inFlight, sizes, row -> {
            rows.add(row);
            out.println(json ? row.json() : row.line());
            out.flush();
        });
    }

    private void progress(String what) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(what + " ...");
        err.flush();
    }

    private static Map<String, EngineWorkload> workloads() {
        Map<String, EngineWorkload> workloads = new LinkedHashMap<>();
        workloads.put("W1", Sequences.ofSteps("W1", 3));
        workloads.put("W1b", Sequences.ofSteps("W1b", 5));
        workloads.put("W2", FanOuts::measure);
        workloads.put("W3", Bursts::measure);
        workloads.put("W4", Sequences::inOneInstance);
        workloads.put("W5", Signals::measure);
        workloads.put("W6", Purges::measure);
        workloads.put("W7", Waitings::measure);
        workloads.put("W8", FanOuts::ofSeconds);
        return workloads;
    }
}
