package dev.perdure.host.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perdure.host.UserErrorException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Raises an external event for an instance of a running host. */
@Command(
        name = "raise",
        description = {"Raises an external event for an instance.", ""},
        mixinStandardHelpOptions = true,
        sortOptions = false,
        optionListHeading = "%nOptions (all others of 'serve' are taken too, and change nothing):%n")
final class RaiseCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @Parameters(index = "0", paramLabel = "ID", description = "The id of the instance.")
    private String instanceId = "";

    @Parameters(index = "1", paramLabel = "EVENT", description = "The name of the event.%n")
    private String event = "";

    @Option(names = "--json", paramLabel = "JSON", description = "What comes with it. Default: null.")
    private String json = "null";

    private @Nullable CommandSpec spec;

    static CommandLine commandLine() {
        RaiseCommand command = new RaiseCommand();
        CommandLine line = new CommandLine(command);
        command.spec = line.getCommandSpec();
        SettingOptions.addAddressTo(line.getCommandSpec());
        return line;
    }

    @Override
    public Integer call() throws InterruptedException {
        CommandLine line = Objects.requireNonNull(spec, "spec").commandLine();
        LocalHost host = LocalHost.of(line.getParseResult());
        try {
            var unused = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UserErrorException("What --json gives is not JSON: text wants quotes, as in '\"yes\"'.", e);
        }
        LocalHost.Answer answer = host.post(
                "instances/" + InstanceCommand.encoded(instanceId) + "/raiseEvent/" + InstanceCommand.encoded(event),
                json);
        host.requireAccepted(answer, instanceId);
        PrintWriter out = line.getOut();
        out.println("Event '" + event + "' is raised for instance " + instanceId + ".");
        out.flush();
        return 0;
    }
}
