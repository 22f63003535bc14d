package dev.perdure.crashtest.process;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The host of a run: one process after another on the same data folder and the same ports, which are any free ones the
 * first time. Confined to one thread.
 */
public final class HostProcess implements AutoCloseable {

    private static final Pattern READY =
            Pattern.compile("perdure ready http=127\\.0\\.0\\.1:(\\d+) grpc=127\\.0\\.0\\.1:(\\d+)");
    private static final Duration STOP_MAX = Duration.ofSeconds(60);
    private static final List<String> FLAGS = List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final Path folder;
    private final Path data;
    private final Path log;
    private final List<String> settings;
    private @Nullable ChildProcess process;
    private int httpPort;
    private int grpcPort;

    /**
     * A host that is not running yet.
     *
     * @param folder where it runs
     * @param settings further options of {@code perdure serve}
     */
    public HostProcess(Path folder, Path data, Path log, List<String> settings) {
        this.folder = folder;
        this.data = data;
        this.log = log;
        this.settings = List.copyOf(settings);
    }

    /** Starts the host and waits until it is ready. */
    public void start() throws InterruptedException {
        spawn();
        awaitReady();
    }

    /** Starts the host without waiting. */
    public void spawn() {
        List<String> arguments = new ArrayList<>(List.of("serve", "--data", data.toString()));
        arguments.addAll(List.of("--http-port", Integer.toString(httpPort)));
        arguments.addAll(List.of("--grpc-port", Integer.toString(grpcPort)));
        arguments.addAll(settings);
        process = ChildProcess.start("host", folder, log, FLAGS, arguments);
    }

    /**
     * Waits until the host that was spawned is ready.
     *
     * @throws CrashTestException if it does not get ready
     */
    public void awaitReady() throws InterruptedException {
        String line = process().awaitReady();
        Matcher ready = READY.matcher(line);
        if (!ready.matches()) {
            throw new CrashTestException("The host said '" + line + "' instead of being ready.", null);
        }
        httpPort = Integer.parseInt(ready.group(1));
        grpcPort = Integer.parseInt(ready.group(2));
    }

    /** Kills the host by SIGKILL and waits until the process is gone. */
    public void kill() throws InterruptedException {
        process().kill();
    }

    /** Stops the host in good order and returns its exit code. */
    public int stop() throws InterruptedException {
        return process().stop(STOP_MAX);
    }

    /** The process that runs, or the last one that did. */
    public ChildProcess process() {
        if (process == null) {
            throw new IllegalStateException("The host was never started.");
        }
        return process;
    }

    /** Where clients find the host, once it was ready. */
    public URI http() {
        return URI.create("http://127.0.0.1:" + httpPort);
    }

    /** Where workers find the host, once it was ready. */
    public String grpc() {
        return "127.0.0.1:" + grpcPort;
    }

    /** Kills the host, if it runs. Idempotent; does not wait. */
    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
