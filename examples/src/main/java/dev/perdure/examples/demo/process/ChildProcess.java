package dev.perdure.examples.demo.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Another process that runs Perdure's command line with the Java, the flags and the class path of this one.
 *
 * <p>Its standard error goes to the end of a log file; of its standard output only the first line matters, which says
 * that it is ready. It ends with this object at the latest: {@link #close()} stops it, by its process id.
 *
 * <p>Thread-safe.
 */
public final class ChildProcess implements AutoCloseable {

    private static final Duration READY_MAX = Duration.ofSeconds(60);
    private static final Duration STOP_MAX = Duration.ofSeconds(15);
    private static final String MAIN = "dev.perdure.host.cli.Main";

    private final String name;
    private final Path log;
    private final Process process;
    private final CompletableFuture<String> firstLine = new CompletableFuture<>();

    private ChildProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /** Starts {@code perdure} with these arguments. */
    public static ChildProcess start(String name, Path log, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!flag.startsWith("-agentlib:") && !flag.startsWith("-javaagent:")) {
                command.add(flag);
            }
        }
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(MAIN);
        command.addAll(arguments);
        try {
            return start(name, log, new ProcessBuilder(command));
        } catch (IOException e) {
            throw new UncheckedIOException("The " + name + " cannot be started.", e);
        }
    }

    /**
     * Starts a command of the system in {@code folder}.
     *
     * @throws DemoFailedException if there is no such command
     */
    public static ChildProcess ofCommand(String name, Path log, Path folder, List<String> command) {
        try {
            return start(name, log, new ProcessBuilder(command).directory(folder.toFile()));
        } catch (IOException e) {
            throw new DemoFailedException(
                    "'" + command.getFirst() + "' cannot be run: this needs Node.js 20 or newer, with npm, in PATH.",
                    e);
        }
    }

    private static ChildProcess start(String name, Path log, ProcessBuilder builder) throws IOException {
        Process process = builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        ChildProcess child = new ChildProcess(name, log, process);
        Thread.ofPlatform().daemon().name("output of the " + name).start(child::readOutput);
        return child;
    }

    private void readOutput() {
        try (BufferedReader output = process.inputReader()) {
            String line = output.readLine();
            if (line != null) {
                firstLine.complete(line);
            }
            while (line != null) {
                line = output.readLine();
            }
        } catch (IOException e) {
            // The process is gone; the next line says what that means.
            firstLine.completeExceptionally(e);
        }
        firstLine.completeExceptionally(new IOException("it ended without a word"));
    }

    /**
     * Waits until the process has said that it is ready, and returns that line.
     *
     * @throws DemoFailedException if it ends before, or takes longer than a minute
     */
    public String awaitReady() throws InterruptedException {
        try {
            return firstLine.get(READY_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new DemoFailedException("The " + name + " did not start; its log is " + log + ".", e);
        } catch (TimeoutException e) {
            throw new DemoFailedException(
                    "The " + name + " was not ready after " + READY_MAX.toSeconds() + " s; its log is " + log + ".", e);
        }
    }

    /** Waits until the process ends by itself, and returns its exit code. */
    public int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    /** Whether the process runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Kills the process by SIGKILL and waits until it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Asks the process to stop (SIGTERM) and waits, at most 15 s; then kills it. Returns its exit code. */
    public int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
            kill();
        }
        return process.exitValue();
    }

    /** Kills the process, if it still runs. Idempotent; does not wait. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
