package dev.perdure.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code perdure serve} as a process of its own on 127.0.0.1. Confined to one thread. */
public final class HostProcess implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("perdure ready http=127\\.0\\.0\\.1:(\\d+) grpc=.*:(\\d+)");

    private final Process process;
    private final int httpPort;
    private final int grpcPort;

    private HostProcess(Process process, int httpPort, int grpcPort) {
        this.process = process;
        this.httpPort = httpPort;
        this.grpcPort = grpcPort;
    }

    /**
     * Starts a host and returns when it is ready.
     *
     * @param httpPort 0 for a free one
     * @param grpcPort 0 for a free one
     * @param javaOptions for its JVM, after those of this one
     */
    public static HostProcess start(Path data, int httpPort, int grpcPort, String... javaOptions) throws IOException {
        return start(data, httpPort, grpcPort, List.of(javaOptions), List.of());
    }

    /** Starts a host on free ports with further settings, such as {@code --partitions 8}, and returns when it is ready. */
    public static HostProcess startWith(Path data, String... settings) throws IOException {
        return start(data, 0, 0, List.of(), List.of(settings));
    }

    private static HostProcess start(
            Path data, int httpPort, int grpcPort, List<String> javaOptions, List<String> settings) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(javaOptions);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "dev.perdure.host.cli.Main",
                "serve",
                "--data",
                data.toString(),
                "--http-port",
                Integer.toString(httpPort),
                "--grpc-port",
                Integer.toString(grpcPort)));
        command.addAll(settings);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String line = output.readLine();
        Matcher ready = READY.matcher(line == null ? "" : line);
        if (!ready.matches()) {
            process.destroyForcibly();
            throw new IOException("The host did not get ready; run './perdure serve' by hand to see why.");
        }
        return new HostProcess(process, Integer.parseInt(ready.group(1)), Integer.parseInt(ready.group(2)));
    }

    public URI origin() {
        return URI.create("http://127.0.0.1:" + httpPort);
    }

    public int httpPort() {
        return httpPort;
    }

    public int grpcPort() {
        return grpcPort;
    }

    /** What the system knows of the process. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Sends SIGKILL and waits until the process is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Stops the host in order; kills it if that takes too long. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
