package dev.perdure.benchmarks.engine;

import dev.perdure.benchmarks.Machine;
import dev.perdure.benchmarks.Positive;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code perdure bench engine}: the engine on disk, without any door, with a worker in this process. */
@Command(
        name = "engine",
        description = {
            "The engine on disk with a worker in this process, sync on.",
            "W1  sequence of 3 no-op activities, 1 to 1,024 in flight      W1b the same with 5",
            "W2  fan-out of 100 and 1,000 activities and their fan-in",
            "W3  burst of 9, 100, 1,000 starts (times until acknowledged)",
            "W4  1,000 and 10,000 activities one after the other in one instance",
            "W5  signals to one entity and to 1,000",
            "W6  W1 while 100,000 ended instances are purged",
            "W7  a million instances that wait; start-up, heap, time to raise one event",
            "W8  fan-out of 1,000 activities that sleep a second each"
        },
        mixinStandardHelpOptions = true)
public final class EngineBench implements Callable<Integer> {

    private static final Map<String, EngineWorkload> WORKLOADS = workloads();

    @Option(
            names = "--workload",
            split = ",",
            description = "Some of W1, W1b, W2, W3, W4, W5, W6, W7, W8; default: all.")
    private List<String> names = List.of();

    @Option(names = "--in-flight", split = ",", description = "Orchestrations at once; default: the workload's own.")
    private List<Integer> inFlight = List.of();

    @Option(
            names = "--size",
            split = ",",
            description = "Fan-out, burst, steps, entities or instances; default: the workload's own.")
    private List<Integer> sizes = List.of();

    @Option(names = "--seconds", defaultValue = "5", description = "Measured time per row (${DEFAULT-VALUE}).")
    private int seconds;

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
        Positive.require(spec, "--partitions", partitions);
        inFlight.forEach(callers -> Positive.require(spec, "--in-flight", callers));
        sizes.forEach(size -> Positive.require(spec, "--size", size));
        for (String name : names) {
            if (!WORKLOADS.containsKey(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "There is no workload '" + name + "': say some of " + String.join(", ", WORKLOADS.keySet())
                                + ".");
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        if (!json) {
            out.println(Machine.line());
            out.printf("%d partitions, embedded worker, sync on, %d s a row%n", partitions, seconds);
            out.println(EngineRow.HEADER);
        }
        out.flush();
        Plan plan = new Plan(seconds, partitions, inFlight, sizes, row -> {
            out.println(json ? row.json() : row.line());
            out.flush();
        });
        plan.onFreshEngine(engine -> Callers.runFor(engine, 64, 3_000_000_000L, Programs.SEQUENCE, "3"));
        for (Map.Entry<String, EngineWorkload> workload : WORKLOADS.entrySet()) {
            if (names.isEmpty() || names.contains(workload.getKey())) {
                workload.getValue().measure(plan);
            }
        }
        return 0;
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
