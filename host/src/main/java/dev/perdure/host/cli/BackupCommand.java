package dev.perdure.host.cli;

import dev.perdure.host.backup.HubBackups;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Copies a store while a host runs on it, or while none does. */
@Command(
        name = "backup",
        description = {
            "Makes a consistent copy of a data folder, the stores of further task hubs in it included, also while a host runs"
                    + " on it, and reads the copy from end to end.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class BackupCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is run
    private CommandSpec spec;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Folder of the store.")
    private Path data = Path.of("");

    @Option(
            names = "--to",
            required = true,
            paramLabel = "DIR",
            description = "Folder of the copy; it must not exist. On another disk it survives the loss of this one.")
    private Path to = Path.of("");

    @Override
    public Integer call() throws InterruptedException {
        HubBackups.backup(data, to)
                .forEach((folder, contents) -> spec.commandLine()
                        .getOut()
                        .println("backup of "
                                + data.resolve(to.relativize(folder)).normalize() + " in " + folder + ": " + contents));
        return 0;
    }
}
