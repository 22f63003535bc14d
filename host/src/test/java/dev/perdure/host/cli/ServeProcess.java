package dev.perdure.host.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code perdure} as a process of its own. Killed, by its pid, when closed. */
public final class ServeProcess implements AutoCloseable {

    static final Pattern READY =
            Pattern.compile("perdure ready http=127\\.0\\.0\\.1:(\\d+) grpc=127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final BufferedReader out;
    private final CompletableFuture<String> err;
    private int httpPort;
    private int grpcPort;

    private ServeProcess(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.err = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (var reader = new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8)) {
                var text = new java.io.StringWriter();
                reader.transferTo(text);
                err.complete(text.toString());
            } catch (IOException e) {
                err.completeExceptionally(e);
            }
        });
    }

    public static ServeProcess run(Path workFolder, String... arguments) throws IOException {
        return run(workFolder, List.of(), Map.of(), arguments);
    }

    /** Runs it behind {@code before}, a command that takes another one as its last arguments. */
    public static ServeProcess run(
            Path workFolder, List<String> before, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                // A killed process leaves its copy of the native library behind: then in a folder that the test
                // removes.
                "-Djava.io.tmpdir=" + workFolder,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(workFolder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PERDURE_"));
        builder.environment().putAll(environment);
        return new ServeProcess(builder.start());
    }

    /** A host on free ports, ready. */
    public static ServeProcess serve(Path workFolder, Path data, String... more) throws IOException {
        return serve(workFolder, List.of(), data, more);
    }

    public static ServeProcess serve(Path workFolder, List<String> before, Path data, String... more)
            throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("serve", "--data", data.toString(), "--http-port", "0", "--grpc-port", "0"));
        arguments.addAll(List.of(more));
        ServeProcess started = run(workFolder, before, Map.of(), arguments.toArray(String[]::new));
        started.awaitReady();
        return started;
    }

    private void awaitReady() throws IOException {
        String line = out.readLine();
        Matcher ready = READY.matcher(line == null ? "" : line);
        if (!ready.matches()) {
            process.destroyForcibly();
            throw new AssertionError("Not ready: '" + line + "'; standard error: " + err.join());
        }
        httpPort = Integer.parseInt(ready.group(1));
        grpcPort = Integer.parseInt(ready.group(2));
    }

    int awaitReadyPort() throws IOException {
        awaitReady();
        return httpPort;
    }

    public int httpPort() {
        return httpPort;
    }

    public int grpcPort() {
        return grpcPort;
    }

    /** Sends it a signal by its name, as {@code kill} knows it. */
    void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new AssertionError("The signal " + name + " could not be sent.");
        }
    }

    /** Sends SIGTERM. By its handle, because destroying the process itself would close its streams too. */
    public void terminate() {
        if (!process.toHandle().destroy()) {
            throw new AssertionError("The signal could not be sent.");
        }
    }

    public int exitCode() throws InterruptedException {
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            throw new AssertionError("The process did not end.");
        }
        return process.exitValue();
    }

    /** What is left of standard output. */
    public String restOfOutput() throws IOException {
        var text = new java.io.StringWriter();
        out.transferTo(text);
        return text.toString();
    }

    /** Standard error, once the process has ended. */
    public String errors() throws Exception {
        return err.get(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        out.close();
    }
}
