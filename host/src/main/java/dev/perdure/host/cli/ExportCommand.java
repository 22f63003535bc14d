package dev.perdure.host.cli;

import dev.perdure.host.UserErrorException;
import dev.perdure.host.backup.Exports;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the instances of a store as JSON lines. */
@Command(
        name = "export",
        description = {
            "Writes all instances and entities of a store as JSON lines, also while a host runs on it.",
            "'perdure import' reads them into another store, with another number of partitions if need be.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ExportCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is run
    private CommandSpec spec;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Folder of the store.")
    private Path data = Path.of("");

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description = "The export; it must not exist. Default: standard output.")
    private @Nullable Path to;

    @Override
    public Integer call() throws InterruptedException, IOException {
        PrintWriter out = spec.commandLine().getOut();
        FurtherHubs.tell(data, spec.commandLine().getErr());
        Path file = to;
        if (file == null) {
            long unused = Exports.write(data, out);
            out.flush();
            return 0;
        }
        if (Files.exists(file)) {
            throw new UserErrorException("There is a " + file + " already: name a file that does not exist.");
        }
        try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW)) {
            long count = Exports.write(data, writer);
            out.println("export of " + data + " in " + file + ": " + count + " instances and entities");
        } catch (UserErrorException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        return 0;
    }
}
