package dev.perdure.crashtest;

import dev.perdure.crashtest.judge.Verdict;
import dev.perdure.crashtest.process.CrashTestException;
import dev.perdure.crashtest.run.Kills;
import dev.perdure.crashtest.run.Outcome;
import dev.perdure.crashtest.run.Progress;
import dev.perdure.crashtest.run.RunOptions;
import dev.perdure.crashtest.run.Table;
import dev.perdure.host.UserErrorException;
import dev.perdure.host.cli.CliCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
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
        long chosen = seed == null ? new Random().nextInt(Integer.MAX_VALUE) : seed;
        Path folder = folder();
        PrintWriter out = spec.commandLine().getOut();
        out.println("crash test  seed " + chosen);
        out.flush();
        Progress progress = Progress.onStandardError();
        try {
            Outcome outcome = Kills.run(folder, kills, RunOptions.of(chosen), progress);
            Table.of(outcome).forEach(out::println);
            tidy(folder, outcome.passed());
            Verdict verdict = outcome.verdict();
            out.println(verdict == null ? "lost 0  doubled 0  stuck 0" : verdict.summary());
            out.flush();
            return outcome.passed() ? 0 : 1;
        } catch (CrashTestException e) {
            tidy(folder, false);
            spec.commandLine().getErr().println("perdure: " + e.getMessage());
            return 1;
        }
    }

    private void tidy(Path folder, boolean passed) throws IOException {
        if (passed && keep == null) {
            delete(folder);
        } else {
            spec.commandLine().getOut().println("The journals, the logs and the data are in " + folder + ".");
            spec.commandLine().getOut().flush();
        }
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

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
