package dev.perdure.host.cli;

import dev.perdure.host.UserErrorException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Suspends, resumes, rewinds or terminates an instance of a running host. */
@Command(
        mixinStandardHelpOptions = true,
        sortOptions = false,
        optionListHeading = "%nOptions (all others of 'serve' are taken too, and change nothing):%n")
final class InstanceCommand implements Callable<Integer> {

    /** What is done to the instance. */
    enum Change {
        SUSPEND("Holds an instance: it takes no turn until it is resumed, and what arrives waits.", "suspended"),
        RESUME(
                "Lets a suspended instance go on, also one that was paused because its code had left its history: first"
                        + " deploy the code that fits, then resume.",
                "resumed"),
        REWIND(
                "Undoes the failure of an instance: it goes on from before it, and does only again what had failed.",
                "rewound"),
        TERMINATE("Ends an instance.", "terminated");

        private final String meaning;
        private final String done;

        Change(String meaning, String done) {
            this.meaning = meaning;
            this.done = done;
        }

        String verb() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int GONE = 410;

    private final Change change;

    @Parameters(paramLabel = "ID", description = "The id of the instance.%n")
    private String instanceId = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the history of the instance.")
    private @Nullable String reason;

    private @Nullable CommandSpec spec;

    private InstanceCommand(Change change) {
        this.change = change;
    }

    static CommandLine commandLine(Change change) {
        InstanceCommand command = new InstanceCommand(change);
        CommandLine line = new CommandLine(command).setCommandName(change.verb());
        line.getCommandSpec().usageMessage().description(change.meaning, "");
        command.spec = line.getCommandSpec();
        SettingOptions.addAddressTo(line.getCommandSpec());
        return line;
    }

    @Override
    public Integer call() throws InterruptedException {
        CommandLine line = Objects.requireNonNull(spec, "spec").commandLine();
        LocalHost host = LocalHost.of(line.getParseResult());
        StringBuilder path = new StringBuilder("instances/" + encoded(instanceId) + "/" + change.verb());
        if (reason != null) {
            path.append("?reason=").append(encoded(reason));
        }
        LocalHost.Answer answer = host.post(path.toString(), "");
        if (change == Change.REWIND && answer.status() == GONE) {
            throw new UserErrorException(
                    "Instance '" + instanceId + "' has ended and has not failed: there is nothing to rewind.");
        }
        host.requireAccepted(answer, instanceId);
        PrintWriter out = line.getOut();
        out.println("Instance " + instanceId + " is " + change.done + ".");
        out.flush();
        return 0;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
