package dev.perdure.host.cli;

import dev.perdure.core.tls.TlsFileException;
import dev.perdure.core.tls.TlsFiles;
import dev.perdure.host.UserErrorException;
import dev.perdure.host.deploy.DeployCheck;
import dev.perdure.host.deploy.DeployReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says whether new code would break instances that are under way. */
@Command(
        name = "check-deploy",
        description = {
            "Replays the histories of all unfinished instances against new code, without running any activity, and says"
                    + " how many would break, where and why.",
            "Exit code 0 if none would, 1 if any would (with --strict, or any has no code), 2 for a mistake.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class CheckDeployCommand implements Callable<Integer> {

    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(2);

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is run
    private CommandSpec spec;

    @Option(
            names = "--jar",
            required = true,
            paramLabel = "JAR",
            description = "Jar, or folder of classes, of the new code; again for each of its libraries.")
    private List<Path> jars = new ArrayList<>();

    @Option(
            names = "--worker",
            paramLabel = "CLASS",
            description =
                    "Class of it that implements dev.perdure.sdk.WorkerSetup. Default: those that the jars name in"
                            + " META-INF/services.")
    private @Nullable String worker;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Folder of the store; a host may run on it. The store is copied beside it meanwhile; where the disk has"
                            + " no hard links, that needs room for another one.")
    private @Nullable Path data;

    @Option(names = "--host", paramLabel = "URI", description = "Running host, as in http://127.0.0.1:7071.")
    private @Nullable URI host;

    @Option(names = "--key", paramLabel = "KEY", description = "Its key, if it has one. Default: PERDURE_KEY.")
    private @Nullable String key;

    @Option(names = "--task-hub", paramLabel = "NAME", description = "Its task hub. Default: the host's own.")
    private @Nullable String taskHub;

    @Option(
            names = "--strict",
            description = "Exit code 1 also if the new code lacks the orchestrator, or the version, of any instance.")
    private boolean strict;

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new CheckDeployCommand());
        TlsOptions.addTo(line.getCommandSpec());
        return line;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        DeployReport report = check().run(progress(spec.commandLine().getErr()));
        report.print(spec.commandLine().getOut());
        return report.broken() == 0 && !(strict && report.unknown() > 0) ? 0 : 1;
    }

    private DeployCheck check() {
        Path folder = data;
        URI origin = host;
        if ((folder == null) == (origin == null)) {
            throw new UserErrorException(
                    "Say whose instances are to be checked: either --data with a folder or --host with an address.");
        }
        if (folder != null) {
            if (!Files.isDirectory(folder)) {
                throw new UserErrorException("There is no folder " + folder + ": name the store with --data.");
            }
            FurtherHubs.tell(folder, spec.commandLine().getErr());
            return DeployCheck.ofFolder(jars, worker, folder);
        }
        if (origin == null || origin.getHost() == null) {
            throw new UserErrorException("'" + origin + "' is no address of a host: say it as http://127.0.0.1:7071.");
        }
        TlsFiles files = TlsOptions.files(spec.commandLine().getParseResult());
        try {
            return DeployCheck.ofHost(
                    jars,
                    worker,
                    origin,
                    key == null ? System.getenv("PERDURE_KEY") : key,
                    files.equals(TlsFiles.none()) ? null : files.context(),
                    taskHub);
        } catch (TlsFileException e) {
            throw new UserErrorException(String.valueOf(e.getMessage()), e);
        }
    }

    private static LongConsumer progress(PrintWriter err) {
        long[] last = {System.nanoTime()};
        return done -> {
            long now = System.nanoTime();
            if (now - last[0] >= PROGRESS_NANOS) {
                last[0] = now;
                err.println("perdure: " + done + " instances replayed so far");
                err.flush();
            }
        };
    }
}
