package dev.perdure.host.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** Lists the workers that are connected to a running host. */
@Command(
        name = "workers",
        description = {"Lists the workers connected to a running host, a line for each.", ""},
        mixinStandardHelpOptions = true,
        sortOptions = false,
        optionListHeading = "%nOptions (all others of 'serve' are taken too, and change nothing):%n")
final class WorkersCommand implements Callable<Integer> {

    private @Nullable CommandSpec spec;

    static CommandLine commandLine() {
        WorkersCommand command = new WorkersCommand();
        CommandLine line = new CommandLine(command);
        command.spec = line.getCommandSpec();
        SettingOptions.addAddressTo(line.getCommandSpec());
        return line;
    }

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        CommandLine line = Objects.requireNonNull(spec, "spec").commandLine();
        LocalHost host = LocalHost.of(line.getParseResult());
        LocalHost.Answer answer = host.get("workers");
        PrintWriter out = line.getOut();
        print(new ObjectMapper().readTree(host.text(answer)).path("workers"), out);
        out.flush();
        return 0;
    }

    private static void print(JsonNode workers, PrintWriter out) {
        if (workers.isEmpty()) {
            out.println("No worker is connected.");
            return;
        }
        for (JsonNode worker : workers) {
            String software = (worker.path("kind").asText() + " "
                            + worker.path("software").asText())
                    .strip();
            out.println(worker.path("name").asText() + " (" + software + ", "
                    + worker.path("reach").asText() + "): "
                    + worker.path("turnsInFlight").asInt() + " turns, "
                    + worker.path("activitiesInFlight").asInt() + " activities, "
                    + worker.path("entitiesInFlight").asInt() + " entity batches in flight; last seen "
                    + worker.path("lastSeen").asText());
        }
    }
}
