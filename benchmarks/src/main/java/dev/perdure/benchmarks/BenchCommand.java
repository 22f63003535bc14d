package dev.perdure.benchmarks;

import dev.perdure.benchmarks.client.ClientBench;
import dev.perdure.benchmarks.client.ClientKillsBench;
import dev.perdure.benchmarks.engine.EngineBench;
import dev.perdure.benchmarks.remote.StreamsBench;
import dev.perdure.host.cli.CliCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code perdure bench}: the figures in the documents come from its subcommands. */
@Command(
        name = "bench",
        description = "Measures and prints tables.",
        mixinStandardHelpOptions = true,
        subcommands = {
            StartupBench.class,
            EngineBench.class,
            ClientBench.class,
            ClientKillsBench.class,
            StreamsBench.class
        })
public final class BenchCommand implements CliCommand {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is run
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Say what to measure.");
    }
}
