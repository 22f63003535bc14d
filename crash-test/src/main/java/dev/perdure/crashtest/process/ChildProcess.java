package dev.perdure.crashtest.process;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Another process that runs Perdure's command line with the Java, the flags and the class path of this one, in a folder
 * of its own and without the environment's settings.
 *
 * <p>Its standard error goes to the end of a log file; of its standard output only the first line matters, which says
 * that it is ready. Its standard input is a pipe that ends with this process.
 *
 * <p>Thread-safe.
 */
public final class ChildProcess implements AutoCloseable {

    private static final Duration READY_MAX = Duration.ofSeconds(90);
    private static final String MAIN = "dev.perdure.host.cli.Main";
    private static final String SETTINGS_PREFIX = "PERDURE_";

    /** Killed when this process is asked to end. */
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> RUNNING.forEach(Process::destroyForcibly), "end the processes of the crash test"));
    }

    private final String name;
    private final Path log;
    private final Process process;
    private final CompletableFuture<String> firstLine = new CompletableFuture<>();

    private ChildProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts {@code perdure}.
     *
     * @param folder where it runs
     * @param log where its standard error goes
     * @param flags further flags of its JVM; they win over those of this one
     */
    public static ChildProcess start(String name, Path folder, Path log, List<String> flags, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!flag.startsWith("-agentlib:") && !flag.startsWith("-javaagent:")) {
                command.add(flag);
            }
        }
        command.addAll(flags);
        command.add("-cp");
        command.add(classPath());
        command.add(MAIN);
        command.addAll(arguments);
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().keySet().removeIf(variable -> variable.startsWith(SETTINGS_PREFIX));
            Process started = builder.start();
            RUNNING.add(started);
            var unused = started.onExit().thenAccept(RUNNING::remove);
            ChildProcess child = new ChildProcess(name, log, started);
            Thread.ofPlatform().daemon().name("output of " + name).start(child::readOutput);
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException("The process " + name + " cannot be started.", e);
        }
    }

    /** That of this process, in absolute paths, because the child runs in another folder. */
    private static String classPath() {
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(System.getProperty("java.class.path"))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
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
     * @throws CrashTestException if it ends before, or takes longer than 90 seconds
     */
    public String awaitReady() throws InterruptedException {
        try {
            return firstLine.get(READY_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new CrashTestException("The " + name + " did not start; its log is " + log + ".", e);
        } catch (TimeoutException e) {
            throw new CrashTestException(
                    "The " + name + " was not ready after " + READY_MAX.toSeconds() + " s; its log is " + log + ".", e);
        }
    }

    /** The name given at the start. */
    public String name() {
        return name;
    }

    /** Whether the process runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Writes a line to the standard input of the process; nothing happens if it is gone. */
    public void tell(String line) {
        try {
            Writer input = process.outputWriter();
            input.write(line + "\n");
            input.flush();
        } catch (IOException e) {
            // It is gone: whoever waits for it learns that.
        }
    }

    /** Kills the process by SIGKILL and waits until it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Stops the process in its tracks (SIGSTOP). */
    public void pause() throws InterruptedException {
        signal("-STOP");
    }

    /** Lets a paused process go on (SIGCONT). */
    public void proceed() throws InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws InterruptedException {
        try {
            int code = new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new CrashTestException("The signal " + signal + " to the " + name + " failed.", null);
            }
        } catch (IOException e) {
            throw new CrashTestException("The command 'kill' cannot be run.", e);
        }
    }

    /** The first line the process wrote to its standard output; empty if it ended without one. */
    public String firstLine() {
        return firstLine.exceptionally(failure -> "").join();
    }

    /** Asks the process to stop (SIGTERM) and waits; kills it if that takes longer than {@code limit}. Returns its exit code. */
    public int stop(Duration limit) throws InterruptedException {
        process.destroy();
        return await(limit);
    }

    /** Waits for the end of the process; kills it if that takes longer than {@code limit}. Returns its exit code. */
    public int await(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
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
