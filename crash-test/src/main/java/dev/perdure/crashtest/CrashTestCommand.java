package dev.perdure.crashtest;

import dev.perdure.crashtest.judge.Finding;
import dev.perdure.crashtest.judge.Verdict;
import dev.perdure.crashtest.process.CrashTestException;
import dev.perdure.crashtest.run.Folders;
import dev.perdure.crashtest.run.Outcome;
import dev.perdure.crashtest.run.Progress;
import dev.perdure.crashtest.run.RunOptions;
import dev.perdure.crashtest.run.Scenario;
import dev.perdure.crashtest.run.Table;
import dev.perdure.host.UserErrorException;
import dev.perdure.host.cli.CliCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./perdure crash-test}: a host and its workers as processes under load, killed at random, and judged. */
@Command(
        name = "crash-test",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Kills a host under load again and again, and proves that nothing was lost, doubled or stuck.",
            "",
            "Starts a host, workers and clients as processes of their own, disturbs them, and judges from what the"
                    + " clients and the activities wrote down themselves. 100 kills take under ten minutes.",
            "",
            "Exit code: 0 if nothing was found, else 1.",
            ""
        })
public final class CrashTestCommand implements CliCommand {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the command is called
    private CommandSpec spec;

    @Option(
            names = "--kills",
            paramLabel = "N",
            defaultValue = "20",
            description = "How often the host is killed. Default: 20.")
    private int kills;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            defaultValue = "kills",
            description =
                    "What is done: kills, pause, disk-full, low-disk, copy, corruption, or all of them one after the"
                            + " other. disk-full and low-disk need the right to mount. Default: kills.")
    private String scenarioName = "kills";

    @Option(names = "--seed", paramLabel = "S", description = "Seed of all that is random. Default: a new one.")
    private @Nullable Long seed;

    @Option(
            names = "--keep",
            paramLabel = "DIR",
            description = "Keep the journals, the logs and the data in this folder, which must not exist.")
    private @Nullable Path keep;

    /** Called by the command line. */
    public CrashTestCommand() {}

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (kills < 0) {
            throw new UserErrorException("--kills must not be negative.");
        }
        Scenario scenario = scenario();
        long chosen = seed == null ? new Random().nextInt(Integer.MAX_VALUE) : seed;
        Path folder = folder();
        PrintWriter out = spec.commandLine().getOut();
        out.println("crash test  seed " + chosen);
        out.flush();
        Progress progress = Progress.onStandardError();
        List<Scenario> chosenScenarios = scenario == null ? List.of(Scenario.values()) : List.of(scenario);
        Map<Finding.Kind, Long> found = new EnumMap<>(Finding.Kind.class);
        boolean passed = true;
        for (Scenario one : chosenScenarios) {
            Outcome outcome = carryOut(one, folder.resolve(one.word()), chosen, progress);
            Table.of(outcome).forEach(out::println);
            out.flush();
            passed &= outcome.passed();
            Verdict verdict = outcome.verdict();
            for (Finding.Kind kind : Finding.Kind.values()) {
                found.merge(kind, verdict == null ? 0 : verdict.count(kind), Long::sum);
            }
        }
        if (passed && keep == null) {
            Folders.remove(folder);
        } else {
            out.println("The journals, the logs and the data are in " + folder + ".");
        }
        out.println(passed ? "all passed" : "FAILED");
        out.println("lost " + found.get(Finding.Kind.LOST) + "  doubled " + found.get(Finding.Kind.DOUBLED) + "  stuck "
                + found.get(Finding.Kind.STUCK));
        out.flush();
        return passed ? 0 : 1;
    }

    private Outcome carryOut(Scenario one, Path folder, long chosen, Progress progress)
            throws InterruptedException, IOException {
        try {
            return one.run(folder, kills, RunOptions.of(chosen), progress);
        } catch (CrashTestException e) {
            return new Outcome(one.word(), null, List.of(String.valueOf(e.getMessage())), List.of());
        }
    }

    /** The one scenario, or null for all. */
    private @Nullable Scenario scenario() {
        if (scenarioName.equals("all")) {
            return null;
        }
        for (Scenario one : Scenario.values()) {
            if (one.word().equals(scenarioName)) {
                return one;
            }
        }
        throw new UserErrorException(
                "There is no scenario '" + scenarioName + "'; there are " + List.of(Scenario.values()) + " and all.");
    }

    private Path folder() throws IOException {
        if (keep == null) {
            return Files.createTempDirectory("perdure-crash-test");
        }
        if (Files.exists(keep)) {
            throw new UserErrorException("There is a " + keep + " already; name a folder that does not exist.");
        }
        return Files.createDirectories(keep);
    }
}
