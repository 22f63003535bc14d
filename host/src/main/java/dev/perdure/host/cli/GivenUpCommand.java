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
import picocli.CommandLine.Option;

/** Lists the work of a running host that no worker ever answered. */
@Command(
        name = "given-up",
        description = {
            "Lists the work that a running host gave up because no worker ever answered it.",
            "",
            "Of each instance and entity the last, until it is rewound, restarted or purged.",
            ""
        },
        footer = {"", "Mend what kills or blocks the workers, then 'perdure rewind ID', or purge the instance."},
        mixinStandardHelpOptions = true,
        sortOptions = false,
        optionListHeading = "%nOptions (all others of 'serve' are taken too, and change nothing):%n")
final class GivenUpCommand implements Callable<Integer> {

    private static final int TOP_MAX = 1_000;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many to list, 1 to 1000 (${DEFAULT-VALUE}).%n")
    private int top;

    private @Nullable CommandSpec spec;

    static CommandLine commandLine() {
        GivenUpCommand command = new GivenUpCommand();
        CommandLine line = new CommandLine(command);
        command.spec = line.getCommandSpec();
        SettingOptions.addAddressTo(line.getCommandSpec());
        return line;
    }

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        CommandLine line = Objects.requireNonNull(spec, "spec").commandLine();
        if (top < 1 || top > TOP_MAX) {
            throw new CommandLine.ParameterException(line, "--top takes 1 to " + TOP_MAX + ", not " + top + ".");
        }
        LocalHost host = LocalHost.of(line.getParseResult());
        JsonNode work = new ObjectMapper().readTree(host.text(host.get("givenup?top=" + top)));
        PrintWriter out = line.getOut();
        if (work.isEmpty()) {
            out.println("No work is given up.");
        }
        for (JsonNode given : work) {
            print(given, out);
        }
        if (work.size() == top) {
            out.println("There may be more than these " + top + ": see --top.");
        }
        out.flush();
        return 0;
    }

    private static void print(JsonNode given, PrintWriter out) {
        boolean instance = given.has("runtimeStatus");
        out.println(
                (instance ? "Instance " : "Entity ") + given.path("instanceId").asText()
                        + (instance ? " (" + given.path("runtimeStatus").asText() + ")" : "") + ", "
                        + given.path("time").asText()
                        + (given.path("times").asLong() > 1
                                ? ", the last of " + given.path("times").asLong()
                                : "")
                        + ":");
        out.println("  " + given.path("reason").asText());
    }
}
