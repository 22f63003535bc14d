package dev.perdure.host.cli;

import dev.perdure.host.backup.HubBackups;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts a backup back into an empty folder. */
@Command(
        name = "restore",
        description = {
            "Copies a backup into an empty folder, for a host to be started on it. The backup stays as it is.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class RestoreCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is run
    private CommandSpec spec;

    @Option(names = "--from", required = true, paramLabel = "DIR", description = "Folder of the backup.")
    private Path from = Path.of("");

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Folder of the store; it is empty or does not exist.")
    private Path data = Path.of("");

    @Override
    public Integer call() {
        HubBackups.restore(from, data)
                .forEach((folder, contents) -> spec.commandLine()
                        .getOut()
                        .println("restored "
                                + from.resolve(data.relativize(folder)).normalize() + " into " + folder + ": "
                                + contents));
        return 0;
    }
}
