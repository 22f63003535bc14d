package dev.perdure.host.cli;

import dev.perdure.host.UserErrorException;
import dev.perdure.host.backup.Exports;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads instances from JSON lines into a store. */
@Command(
        name = "import",
        description = {
            "Reads the instances and entities of an export into a store that no host runs on. Nothing is written unless"
                    + " every line is whole and no id exists.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ImportCommand implements Callable<Integer> {

    private static final int PARTITIONS_MAX = 1_024;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is run
    private CommandSpec spec;

    @Option(names = "--from", required = true, paramLabel = "FILE", description = "The export.")
    private Path from = Path.of("");

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Folder of the store; made if it is missing.")
    private Path data = Path.of("");

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "4",
            description = "Partitions of a new store, 1 to 1,024. Default: 4.")
    private int partitions;

    @Override
    public Integer call() throws InterruptedException {
        if (partitions < 1 || partitions > PARTITIONS_MAX) {
            throw new UserErrorException(
                    "--partitions must be from 1 to " + PARTITIONS_MAX + ", not " + partitions + ".");
        }
        long count = Exports.read(from, data, partitions);
        spec.commandLine()
                .getOut()
                .println("import of " + from + " into " + data + ": " + count + " instances and entities");
        return 0;
    }
}
