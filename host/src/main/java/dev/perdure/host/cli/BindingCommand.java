package dev.perdure.host.cli;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** Prints the client binding of a host that runs on this machine. Asks the host, so that codes in it are the host's own. */
@Command(
        name = "binding",
        description = {
            "Prints the client binding of a running host as one line of JSON: what a Durable Functions client of any"
                    + " language needs to find it. Give it the options that 'serve' was given.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        optionListHeading = "%nOptions (all others of 'serve' are taken too, and change nothing):%n")
final class BindingCommand implements Callable<Integer> {

    private @Nullable CommandSpec spec;

    static CommandLine commandLine() {
        BindingCommand command = new BindingCommand();
        CommandLine line = new CommandLine(command);
        command.spec = line.getCommandSpec();
        SettingOptions.addAddressTo(line.getCommandSpec());
        return line;
    }

    @Override
    public Integer call() throws InterruptedException {
        CommandLine line = Objects.requireNonNull(spec, "spec").commandLine();
        LocalHost host = LocalHost.of(line.getParseResult());
        String binding = host.text(host.get("binding"));
        PrintWriter out = line.getOut();
        out.println(binding);
        out.flush();
        return 0;
    }
}
