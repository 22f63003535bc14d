package dev.perdure.host.cli;

import dev.perdure.host.Host;
import dev.perdure.host.Setting;
import java.io.PrintStream;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** Runs a host until it is told to stop. Its options are those of {@link Setting}. */
@Command(
        name = "serve",
        description = {
            "Runs a host: the task hub with its HTTP and gRPC doors.",
            "When it is ready it prints one line to standard output; logs go to standard error."
                    + " SIGTERM and Ctrl-C let requests under way end, then it exits with 0.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        optionListHeading = "%nOptions (each also as environment variable PERDURE_… and in perdure.properties):%n")
final class ServeCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    private @Nullable CommandSpec spec;

    static CommandLine commandLine() {
        ServeCommand command = new ServeCommand();
        CommandLine line = new CommandLine(command);
        command.spec = line.getCommandSpec();
        SettingOptions.addTo(line.getCommandSpec());
        return line;
    }

    @Override
    public Integer call() throws InterruptedException {
        Host host = Host.start(SettingOptions.settings(
                Objects.requireNonNull(spec, "spec").commandLine().getParseResult()));
        CountDownLatch stopping = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(host, stopping), "perdure-stop"));
        // The result is not needed: the process ends there.
        var unused = host.failure().exceptionally(ServeCommand::fail);
        System.out.println("perdure ready http=127.0.0.1:" + host.httpPort() + " grpc=127.0.0.1:" + host.grpcPort());
        System.out.flush();
        stopping.await();
        // The stopping thread ends the process.
        Thread.currentThread().join();
        return 0;
    }

    /** Runs when the process is asked to end. Ends it itself, because the JVM's own exit code would tell of a signal. */
    private static void stop(Host host, CountDownLatch stopping) {
        stopping.countDown();
        int code = 0;
        try {
            LOG.info("Stopping: requests under way may end.");
            LogSetup.closing();
            host.close();
            LOG.info("Stopped.");
        } catch (RuntimeException e) {
            LOG.error("The host could not stop cleanly.", e);
            code = CommandLine.ExitCode.SOFTWARE;
        }
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(code);
    }

    private static @Nullable Void fail(Throwable cause) {
        // No hooks and no closing: what is on disk is unknown to this process, and the next one will look.
        PrintStream err = System.err;
        LOG.error("The engine has stopped because of a fault; ending the process at once: {}", cause.toString());
        err.flush();
        Runtime.getRuntime().halt(Main.ENGINE_FAILED);
        return null;
    }
}
