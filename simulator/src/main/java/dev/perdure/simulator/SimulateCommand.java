package dev.perdure.simulator;

import dev.perdure.host.cli.CliCommand;
import dev.perdure.simulator.report.Violation;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perdure simulate}: runs the engine in a world of faults, again and again, and says whether it held. */
@Command(
        name = "simulate",
        description = "Runs the engine through simulated faults and checks its invariants.",
        mixinStandardHelpOptions = true)
public final class SimulateCommand implements CliCommand {

    /** From so many seeds on, a feature that never met a fault is a failure. */
    private static final int COVERAGE_SEEDS = 200;

    private static final Logger LOG = Logger.getLogger("dev.perdure");

    @Option(names = "--seeds", defaultValue = "100", description = "How many seeds. Default: ${DEFAULT-VALUE}.")
    private long seeds;

    @Option(names = "--seed", defaultValue = "1", description = "The first seed. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--steps", defaultValue = "2000", description = "Steps of each seed. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(
            names = "--planted",
            description = "Plants bugs, one after the other, and shows how many seeds each takes to be found.")
    private boolean planted;

    @Option(
            names = "--programs",
            paramLabel = "N",
            description = "Instead: N random orchestrator programs, each live, replayed at every turn, and evicted.")
    private long programs;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is run
    private CommandSpec spec;

    private long lastShown;

    @Override
    public Integer call() {
        LOG.setLevel(Level.OFF);
        PrintWriter out = spec.commandLine().getOut();
        if (programs > 0) {
            return (planted ? ProgramsRun.planted(seed, programs, out) : ProgramsRun.run(seed, programs, out)) ? 0 : 1;
        }
        if (planted) {
            return PlantedRun.run(seed, steps, out) ? 0 : 1;
        }
        long begin = System.nanoTime();
        Campaign campaign = new Campaign(steps, null);
        SeedResult broken = campaign.run(seed, seeds, result -> {
            long now = System.nanoTime();
            if (now - lastShown > 2_000_000_000L) {
                lastShown = now;
                out.printf(
                        Locale.ROOT,
                        "seed %d: %,d steps so far%n",
                        result.settings().seed(),
                        campaign.steps());
                out.flush();
            }
        });
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (broken != null) {
            out.println(text(broken));
            out.flush();
            return 1;
        }
        out.println(campaign.coverage().table());
        out.printf(
                Locale.ROOT,
                "seeds %,d  steps %,d  crashes %,d  commands %,d  seconds %.1f  steps/s %,.0f%n",
                campaign.seeds(),
                campaign.steps(),
                campaign.crashes(),
                campaign.commands(),
                seconds,
                campaign.steps() / seconds);
        boolean hollow = seeds >= COVERAGE_SEEDS && !campaign.coverage().holes().isEmpty();
        out.println(
                hollow ? "Never met: " + String.join(", ", campaign.coverage().holes()) : "All invariants held.");
        out.flush();
        return hollow ? 1 : 0;
    }

    /** What broke, what happened before, and how to see it again. */
    static String text(SeedResult broken) {
        SeedSettings settings = broken.settings();
        Violation violation = broken.violation();
        if (violation == null) {
            return "Seed " + settings.seed() + " broke nothing.";
        }
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        out.printf(
                Locale.ROOT,
                "%nBROKEN  %s  seed %d  step %d%n%s%n%n",
                violation.invariant().label(),
                settings.seed(),
                broken.steps(),
                violation.getMessage());
        broken.trace().forEach(line -> out.println("  " + line));
        Throwable cause = violation.getCause();
        if (cause != null) {
            cause.printStackTrace(out);
        }
        out.printf(
                Locale.ROOT,
                "%nAgain: ./perdure simulate --seeds 1 --seed %d --steps %d%n",
                settings.seed(),
                settings.steps());
        out.flush();
        return text.toString();
    }
}
