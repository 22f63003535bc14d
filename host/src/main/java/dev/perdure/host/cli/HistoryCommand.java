package dev.perdure.host.cli;

import dev.perdure.host.UserErrorException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/** Prints the history of an instance of a running host. */
@Command(
        name = "history",
        description = {"Prints the history of an instance as JSON, an event on a line, as replayers read it.", ""},
        mixinStandardHelpOptions = true,
        sortOptions = false,
        optionListHeading = "%nOptions (all others of 'serve' are taken too, and change nothing):%n")
final class HistoryCommand implements Callable<Integer> {

    private static final int UNKNOWN = 404;

    @Parameters(paramLabel = "ID", description = "The id of the instance.%n")
    private String instanceId = "";

    private @Nullable CommandSpec spec;

    static CommandLine commandLine() {
        HistoryCommand command = new HistoryCommand();
        CommandLine line = new CommandLine(command);
        command.spec = line.getCommandSpec();
        SettingOptions.addAddressTo(line.getCommandSpec());
        return line;
    }

    @Override
    public Integer call() throws InterruptedException {
        CommandLine line = Objects.requireNonNull(spec, "spec").commandLine();
        LocalHost host = LocalHost.of(line.getParseResult());
        LocalHost.Answer answer = host.get("instances/" + InstanceCommand.encoded(instanceId) + "/history");
        if (answer.status() == UNKNOWN) {
            throw new UserErrorException("The host at " + host.origin() + " has no instance '" + instanceId
                    + "': it was never started, or is purged.");
        }
        PrintWriter out = line.getOut();
        out.println(host.text(answer));
        out.flush();
        return 0;
    }
}
