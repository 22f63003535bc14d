package dev.perdure.host.cli;

import dev.perdure.host.UserErrorException;
import java.io.PrintWriter;
import java.util.ServiceLoader;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line. Exit codes: 0 for success, 1 for failure, 2 for a mistake of the user (one sentence on standard
 * error), 3 if the engine stopped because of a fault.
 */
@Command(
        name = "perdure",
        description = "Durable Functions for Java that you can run anywhere.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {VersionCommand.class, HelpCommand.class},
        footer = {
            "  test     Builds everything and runs all tests (from a source tree).",
            "  install  Puts the libraries into the local Maven repository (from a source tree).",
            "",
            "'perdure COMMAND --help' tells more about a command."
        })
public final class Main implements Runnable {

    /** A mistake of the user. */
    static final int USER_ERROR = 2;

    /** The engine stopped because of a fault. */
    static final int ENGINE_FAILED = 3;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is run
    private CommandSpec spec;

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // Before the first class that logs is loaded.
        System.setProperty(LastingLogManager.PROPERTY, LastingLogManager.class.getName());
        LogSetup.install();
        System.exit(commandLine().execute(arguments));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing.");
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.addSubcommand(ServeCommand.commandLine());
        commandLine.addSubcommand(BindingCommand.commandLine());
        commandLine.addSubcommand(new BackupCommand());
        commandLine.addSubcommand(new RestoreCommand());
        commandLine.addSubcommand(new ExportCommand());
        commandLine.addSubcommand(new ImportCommand());
        commandLine.addSubcommand(WhyCommand.commandLine());
        commandLine.addSubcommand(WorkersCommand.commandLine());
        commandLine.addSubcommand(GivenUpCommand.commandLine());
        commandLine.addSubcommand(HistoryCommand.commandLine());
        for (InstanceCommand.Change change : InstanceCommand.Change.values()) {
            commandLine.addSubcommand(change.verb(), InstanceCommand.commandLine(change));
        }
        commandLine.addSubcommand(RaiseCommand.commandLine());
        commandLine.addSubcommand(CheckDeployCommand.commandLine());
        for (CliCommand command : ServiceLoader.load(CliCommand.class)) {
            commandLine.addSubcommand(command);
        }
        return commandLine
                .setParameterExceptionHandler(Main::wrongArguments)
                .setExecutionExceptionHandler(Main::failed)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static int wrongArguments(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        say(command, e.getMessage() + " (see '" + command.getCommandSpec().qualifiedName() + " --help')");
        return USER_ERROR;
    }

    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        if (e instanceof UserErrorException) {
            say(command, String.valueOf(e.getMessage()));
            return USER_ERROR;
        }
        LoggerFactory.getLogger(Main.class).error("The command failed unexpectedly.", e);
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static void say(CommandLine command, String sentence) {
        PrintWriter err = command.getErr();
        err.println("perdure: " + sentence.replaceAll("\\s*\\R\\s*", " "));
        err.flush();
    }
}
