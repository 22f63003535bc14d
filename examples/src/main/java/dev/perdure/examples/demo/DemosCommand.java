package dev.perdure.examples.demo;

import dev.perdure.examples.demo.ledger.Outage;
import dev.perdure.examples.demo.ledger.Rerun;
import dev.perdure.examples.demo.process.DemoFailedException;
import dev.perdure.examples.demo.process.Terminal;
import dev.perdure.examples.orders.Order;
import dev.perdure.host.UserErrorException;
import dev.perdure.host.cli.CliCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./perdure demos}: the demo many times over, and then proof that its judge can say no. */
@Command(
        name = "demos",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs the demo many times, each with the kill at another random moment.",
            "",
            "At the end the ledger of the last run is judged twice more, once with a line removed and once with a line"
                    + " forged, to show that the check fails then.",
            "",
            "Exit code: 0 if every run passed and both changes were found, else 1.",
            ""
        })
public final class DemosCommand implements CliCommand {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the command is called
    private CommandSpec spec;

    @Option(names = "--runs", paramLabel = "N", defaultValue = "20", description = "How many runs. Default: 20.")
    private int runs;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Seed of the first run; each further one adds 1." + " Default: a new one.")
    private @Nullable Long seed;

    private int lost;
    private int doubled;
    private int failed;

    /** Called by the command line. */
    public DemosCommand() {}

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (runs < 1) {
            throw new UserErrorException("--runs must be at least 1, not " + runs + ".");
        }
        PrintWriter out = spec.commandLine().getOut();
        long first = seed == null ? new Random().nextInt(Integer.MAX_VALUE) : seed;
        List<Order> orders = OrderSource.read(null);
        out.println(runs + " runs, seeds from " + first);
        out.println(" run        seed  done  killed with  in flight  away s  run again  lost  doubled  time s");
        out.println("                        orders  activities");
        out.flush();
        boolean terminal = Terminal.isStandardError();
        DemoRunner runner = new DemoRunner(System.err, terminal);
        List<Tampering> tampered = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            boolean last = i == runs - 1;
            long chosen = first + i;
            carryOut(runner, orders, i + 1, chosen, last ? tampered : new ArrayList<>());
        }
        tampered.forEach(this::show);
        boolean checked = tampered.size() == 2
                && tampered.stream().noneMatch(t -> t.verdict().clean());
        if (!checked) {
            out.println("failed   The check of the ledger could not be shown to fail.");
        }
        if (failed > 0) {
            out.println("failed   " + failed + " of " + runs + " runs did not pass.");
        }
        out.println("lost " + lost + "  doubled " + doubled);
        out.flush();
        return checked && failed == 0 ? 0 : 1;
    }

    private void carryOut(DemoRunner runner, List<Order> orders, int number, long chosen, List<Tampering> tampered)
            throws InterruptedException, IOException {
        PrintWriter out = spec.commandLine().getOut();
        KillPlan plan = KillPlan.random(orders, new Random(chosen));
        try {
            DemoRunner.Finished finished = runner.run(orders, chosen, plan, WorkerKind.JAVA, null, (result, folder) -> {
                if (result.verdict().clean()) {
                    Random random = new Random(chosen);
                    tampered.add(Tampering.removal(folder, random));
                    tampered.add(Tampering.forgery(folder, random));
                }
            });
            DemoResult result = finished.result();
            lost += result.verdict().lost();
            doubled += result.verdict().doubled();
            out.println(line(number, result));
            if (!result.passed()) {
                failed++;
                result.problems().stream().limit(5).forEach(problem -> out.println("     failed   " + problem));
                result.verdict().findings().stream().limit(5).forEach(finding -> out.println("     " + finding));
                out.println(
                        "     The files of this run are in " + finished.folder().path() + ".");
            }
        } catch (DemoFailedException e) {
            failed++;
            out.println(String.format(Locale.ROOT, "%4d  %10d  failed: %s", number, chosen, e.getMessage()));
        }
        out.flush();
    }

    private static String line(int number, DemoResult result) {
        int orders = 0;
        int activities = 0;
        long outageMillis = 0;
        for (Outage outage : result.outages()) {
            orders += outage.ordersInFlight();
            activities += outage.activitiesInFlight();
            outageMillis += outage.readyMillis() - outage.killedMillis();
        }
        return String.format(
                Locale.ROOT,
                "%4d  %10d  %4d  %6d  %10d    %6.1f  %9d  %4d  %7d  %6.1f",
                number,
                result.seed(),
                result.verdict().outcomes().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum(),
                orders,
                activities,
                outageMillis / 1e3,
                result.verdict().reruns(Rerun.Cause.RESULT_NOT_DURABLE).size(),
                result.verdict().lost(),
                result.verdict().doubled(),
                result.elapsed().toMillis() / 1e3);
    }

    private void show(Tampering tampering) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("The ledger of the last run with " + tampering.change() + " gives "
                + tampering.verdict().summary() + ":");
        tampering.verdict().findings().forEach(finding -> out.println("    " + finding));
    }
}
