package dev.perdure.host.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perdure.host.UserErrorException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/** Says what an instance of a running host waits for. */
@Command(
        name = "why",
        description = {"Says what an instance waits for, a line for each thing.", ""},
        mixinStandardHelpOptions = true,
        sortOptions = false,
        optionListHeading = "%nOptions (all others of 'serve' are taken too, and change nothing):%n")
final class WhyCommand implements Callable<Integer> {

    private static final int UNKNOWN = 404;

    @Parameters(paramLabel = "ID", description = "The id of the instance.%n")
    private String instanceId = "";

    private @Nullable CommandSpec spec;

    static CommandLine commandLine() {
        WhyCommand command = new WhyCommand();
        CommandLine line = new CommandLine(command);
        command.spec = line.getCommandSpec();
        SettingOptions.addAddressTo(line.getCommandSpec());
        return line;
    }

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        CommandLine line = Objects.requireNonNull(spec, "spec").commandLine();
        LocalHost host = LocalHost.of(line.getParseResult());
        String id = URLEncoder.encode(instanceId, StandardCharsets.UTF_8).replace("+", "%20");
        LocalHost.Answer answer = host.get("instances/" + id + "/why");
        if (answer.status() == UNKNOWN) {
            throw new UserErrorException("The host at " + host.origin() + " has no instance '" + instanceId
                    + "': it was never started, or is purged.");
        }
        PrintWriter out = line.getOut();
        print(new ObjectMapper().readTree(host.text(answer)), out);
        out.flush();
        return 0;
    }

    private static void print(JsonNode why, PrintWriter out) {
        String head = "Instance " + why.path("instanceId").asText() + " is "
                + why.path("runtimeStatus").asText();
        JsonNode reasons = why.path("waitingFor");
        if (reasons.isEmpty()) {
            out.println(head + " and waits for nothing.");
            return;
        }
        out.println(head + " as of " + why.path("asOf").asText() + " and waits for:");
        reasons.forEach(reason -> out.println("  " + reason.path("text").asText()));
        long more = why.path("total").asLong() - reasons.size();
        if (more > 0) {
            out.println("  and " + more + " more");
        }
        int waiting = why.path("eventsWaiting").asInt();
        if (waiting > 0) {
            out.println(waiting + (waiting == 1 ? " event waits" : " events wait") + " for its next turn.");
        }
    }
}
