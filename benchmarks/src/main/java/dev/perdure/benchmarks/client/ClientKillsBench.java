package dev.perdure.benchmarks.client;

import dev.perdure.benchmarks.Folders;
import dev.perdure.benchmarks.HostProcess;
import dev.perdure.benchmarks.Machine;
import dev.perdure.benchmarks.Positive;
import dev.perdure.client.DurableClient;
import dev.perdure.client.InstanceFilter;
import dev.perdure.client.InstanceStatus;
import dev.perdure.client.SessionStats;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.sdk.Worker;
import dev.perdure.sdk.grpc.GrpcWorkHost;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code perdure bench client-kills}: callers start instances and read them while the host is killed with SIGKILL again
 * and again. Afterwards the host is asked for all its instances, and the file that the worker's activity wrote is read.
 */
@Command(
        name = "client-kills",
        description = "Many callers while the host is killed and restarted again and again.",
        footer = {
            "",
            "Ends with 0 only if every acknowledged start exists, none ran twice or not at all, no call failed,",
            "and never more than 30 sockets were open."
        },
        mixinStandardHelpOptions = true)
public final class ClientKillsBench implements Callable<Integer> {

    private static final int SOCKETS_MAX = 30;
    private static final long SAMPLE_MILLIS = 10;
    private static final long SETTLE_SECONDS_MAX = 120;
    private static final int SHOWN_MAX = 5;

    @Option(names = "--seconds", defaultValue = "60", description = "How long the host is killed (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--callers", defaultValue = "200", description = "Concurrent callers (${DEFAULT-VALUE}).")
    private int callers;

    @Option(
            names = "--every",
            defaultValue = "2000",
            description = "Milliseconds between kills, or more if the host is ready late (${DEFAULT-VALUE}).")
    private int everyMillis;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is run
    private CommandSpec spec;

    /** Held, because the logging keeps its loggers weakly. */
    private final Logger workerLog = Logger.getLogger("dev.perdure.sdk");

    private final AtomicInteger socketsMost = new AtomicInteger();
    private volatile boolean sampling = true;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Positive.require(spec, "--seconds", seconds);
        Positive.require(spec, "--callers", callers);
        Positive.require(spec, "--every", everyMillis);
        // Each kill would make it say so for every instance at work.
        workerLog.setLevel(Level.SEVERE);
        PrintWriter out = spec.commandLine().getOut();
        out.println(Machine.line());
        out.printf("%d callers for %d s, host killed every %d ms%n", callers, seconds, everyMillis);
        out.flush();
        try (Folders folders = new Folders()) {
            Files.createDirectories(folders.folder("work"));
            try (Recycler recycler = new Recycler(folders.folder("data"), everyMillis);
                    Ledger ledger = new Ledger(folders.folder("work").resolve("ledger"));
                    DurableClient client = DurableClient.builder()
                            .origin(recycler.host().origin())
                            .privateSession()
                            .build()) {
                return run(recycler, ledger, client);
            }
        }
    }

    private int run(Recycler recycler, Ledger ledger, DurableClient client) throws IOException, InterruptedException {
        KillsCallers calling = new KillsCallers(client, callers);
        Set<String> atHost = new HashSet<>();
        boolean settled;
        Thread sampler = Thread.ofPlatform().name("socket-sampler").start(() -> sample(recycler.host(), client));
        try (GrpcWorkHost workHost =
                        GrpcWorkHost.of("127.0.0.1:" + recycler.host().grpcPort());
                Worker worker = worker(workHost, ledger)) {
            print("worker " + worker.workerId() + ", ledger written by its activity");
            calling.start();
            recycler.recycleFor(seconds * 1_000L);
            calling.end();
            sampling = false;
            sampler.join();
            settled = settle(client);
            client.list(InstanceFilter.all().pageSize(InstanceFilter.PAGE_SIZE_MAX))
                    .map(InstanceStatus::instanceId)
                    .forEach(atHost::add);
        }
        Verdict verdict = Verdict.of(calling.acknowledged(), atHost, ledger.executions());
        report(recycler, calling, client.sessionStats().orElseThrow(), atHost, verdict);
        boolean good = settled
                && recycler.kills() > 0
                && calling.failures().isEmpty()
                && verdict.isClean()
                && socketsMost.get() <= SOCKETS_MAX;
        if (!settled) {
            print("Not all instances ended within " + SETTLE_SECONDS_MAX + " s after the last kill.");
        }
        print(good ? "lost 0  doubled 0  failed 0" : "FAILED");
        return good ? 0 : 1;
    }

    private static Worker worker(GrpcWorkHost host, Ledger ledger) {
        return Worker.builder()
                .orchestrator(
                        Endpoint.ORCHESTRATOR,
                        String.class,
                        (context, input) -> context.callActivity("note", input, Boolean.class)
                                .await())
                .activity("note", String.class, (activity, input) -> {
                    ledger.add(activity.instanceId(), activity.executionId());
                    return true;
                })
                .connectTo(host)
                .start();
    }

    private void sample(HostProcess host, DurableClient client) {
        OpenSockets sockets = new OpenSockets(host.httpPort());
        try {
            while (sampling) {
                int open = Math.max(
                        sockets.count(),
                        client.sessionStats().map(SessionStats::open).orElse(0));
                socketsMost.accumulateAndGet(open, Math::max);
                Thread.sleep(SAMPLE_MILLIS);
            }
        } catch (IOException | InterruptedException e) {
            print("The sockets could not be counted any more: " + e);
            socketsMost.set(Integer.MAX_VALUE);
        }
    }

    /** Waits until no instance is active. */
    private static boolean settle(DurableClient client) throws InterruptedException {
        long end = System.nanoTime() + SETTLE_SECONDS_MAX * 1_000_000_000L;
        InstanceFilter active = InstanceFilter.all()
                .statuses(RuntimeStatus.PENDING, RuntimeStatus.RUNNING)
                .pageSize(1);
        while (client.list(active).findFirst().isPresent()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            Thread.sleep(200);
        }
        return true;
    }

    private void report(
            Recycler recycler, KillsCallers calling, SessionStats stats, Set<String> atHost, Verdict verdict) {
        row("host killed", recycler.kills());
        row("starts acknowledged", calling.acknowledged().size());
        row("status reads", calling.reads());
        row("instances at the host", atHost.size());
        row("  lost (acknowledged, not there or never run)", verdict.lost().size());
        row("  doubled (more than one execution)", verdict.doubled().size());
        row("  nobody's (not acknowledged, not failed)", verdict.unasked().size());
        row("calls that failed", calling.failures().size());
        row("exchanges repeated", stats.retriedTotal());
        row("connections opened", stats.openedTotal());
        row("generations", stats.generation());
        row("most sockets open at once" + (OpenSockets.areListed() ? "" : " (session's own count)"), socketsMost.get());
        print(String.format(Locale.ROOT, "%-48s %10.2f", "longest call, s", calling.longestSeconds()));
        List<String> odd = new ArrayList<>(calling.failures());
        verdict.lost().forEach(id -> odd.add("lost: " + id));
        verdict.doubled().forEach(id -> odd.add("doubled: " + id));
        verdict.unasked().forEach(id -> odd.add("nobody's: " + id));
        odd.stream().limit(SHOWN_MAX).forEach(this::print);
    }

    private void row(String what, long count) {
        print(String.format(Locale.ROOT, "%-48s %,10d", what, count));
    }

    private void print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    /**
     * What the judge found. Instance ids.
     *
     * @param lost acknowledged, but not at the host or not in the ledger
     * @param doubled in the ledger with more than one execution
     * @param unasked at the host, but no start of it was acknowledged
     */
    record Verdict(List<String> lost, List<String> doubled, List<String> unasked) {

        static Verdict of(Set<String> acknowledged, Set<String> atHost, Map<String, Set<String>> executions) {
            return new Verdict(
                    acknowledged.stream()
                            .filter(id -> !atHost.contains(id) || !executions.containsKey(id))
                            .toList(),
                    executions.entrySet().stream()
                            .filter(entry -> entry.getValue().size() > 1)
                            .map(Map.Entry::getKey)
                            .toList(),
                    atHost.stream().filter(id -> !acknowledged.contains(id)).toList());
        }

        boolean isClean() {
            return lost.isEmpty() && doubled.isEmpty() && unasked.isEmpty();
        }
    }
}
