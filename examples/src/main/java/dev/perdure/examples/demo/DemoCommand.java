package dev.perdure.examples.demo;

import dev.perdure.examples.demo.ledger.DamagedFileException;
import dev.perdure.examples.demo.ledger.Verdict;
import dev.perdure.examples.demo.process.DemoFailedException;
import dev.perdure.examples.demo.process.Terminal;
import dev.perdure.examples.orders.Order;
import dev.perdure.host.UserErrorException;
import dev.perdure.host.cli.CliCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./perdure demo}: shows that a host which is killed half-way loses nothing and doubles nothing. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Fulfils 360 orders on a host that is killed half-way, and proves that nothing was lost or doubled.",
            "",
            "Starts a host and a worker as processes of their own, sends the orders in bursts of 9 and of 100"
                    + " simultaneous starts, and kills the host (SIGKILL) while at least 50 orders and 20 activities"
                    + " are in flight. The judge is a ledger file that the activities append to, not the host's own"
                    + " word. Takes well under two minutes.",
            "",
            "Exit code: 0 if nothing was lost or doubled and the kill came as planned, else 1.",
            ""
        })
public final class DemoCommand implements CliCommand {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the command is called
    private CommandSpec spec;

    @Option(
            names = "--orders",
            paramLabel = "FILE",
            description = "Orders to fulfil, one JSON object a line." + " Default: the 360 of examples/orders.jsonl.")
    private @Nullable Path orders;

    @Option(
            names = "--worker",
            paramLabel = "KIND",
            description = "In which language the orchestrations are written: ${COMPLETION-CANDIDATES}. js: on the"
                    + " official JavaScript SDK, the activities in Java; needs Node.js and npm. Default: java.")
    private WorkerKind worker = WorkerKind.JAVA;

    @Option(names = "--seed", paramLabel = "S", description = "Seed of the demo's randomness. Default: a new one.")
    private @Nullable Long seed;

    @Option(
            names = "--kill-at",
            paramLabel = "ACTIVITIES",
            split = ",",
            description = "Kill the host at a random moment after so many activities have begun; several numbers,"
                    + " several kills. Default: one kill, after a random number.")
    private @Nullable List<Integer> killAt;

    @Option(
            names = "--keep",
            paramLabel = "DIR",
            description = "Keep the ledger, the logs and the data in this folder.")
    private @Nullable Path keep;

    @Option(
            names = "--check-ledger",
            paramLabel = "DIR",
            description = "Run nothing; judge the run kept in this folder.")
    private @Nullable Path checkLedger;

    @Option(names = "--no-color", description = "No colours. Also: environment variable NO_COLOR.")
    private boolean noColor;

    /** Called by the command line. */
    public DemoCommand() {}

    @Override
    public Integer call() throws InterruptedException, IOException {
        Path folder = checkLedger;
        return folder == null ? demonstrate() : check(folder);
    }

    private int demonstrate() throws InterruptedException, IOException {
        List<Order> read = OrderSource.read(orders);
        long chosen = seed == null ? new Random().nextInt(Integer.MAX_VALUE) : seed;
        KillPlan plan = plan(read, chosen);
        PrintWriter out = spec.commandLine().getOut();
        DemoRunner runner = new DemoRunner(System.err, Terminal.isStandardError());
        try {
            DemoRunner.Finished finished = runner.run(read, chosen, plan, worker, keep, (result, files) -> {});
            if (finished.kept()) {
                out.println("The ledger, the logs and the data of this run are in "
                        + finished.folder().path() + ".");
            }
            Report.of(finished.result(), colour()).forEach(out::println);
            out.flush();
            return finished.result().passed() ? 0 : 1;
        } catch (DemoFailedException e) {
            spec.commandLine().getErr().println("perdure: " + e.getMessage());
            return 1;
        }
    }

    private KillPlan plan(List<Order> read, long chosen) {
        List<Integer> activities = killAt;
        if (activities == null) {
            return KillPlan.random(read, new Random(chosen));
        }
        try {
            return new KillPlan(activities);
        } catch (IllegalArgumentException e) {
            throw new UserErrorException(String.valueOf(e.getMessage()));
        }
    }

    private int check(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new UserErrorException("There is no folder " + folder + ".");
        }
        PrintWriter out = spec.commandLine().getOut();
        try {
            Verdict verdict = new RunFolder(folder).judge();
            Report.of(verdict, colour()).forEach(out::println);
            out.flush();
            return verdict.clean() ? 0 : 1;
        } catch (DamagedFileException e) {
            spec.commandLine().getErr().println("perdure: " + e.getMessage());
            return 1;
        }
    }

    private Colour colour() {
        return noColor || System.getenv("NO_COLOR") != null || !Terminal.isStandardOutput() ? Colour.OFF : Colour.ON;
    }
}
