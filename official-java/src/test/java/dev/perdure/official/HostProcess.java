package dev.perdure.official;

import dev.perdure.host.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A host in a process of its own, which may be killed and started again on the same port and folder. */
final class HostProcess implements AutoCloseable {

    final int port = freePort();
    private final Path folder;
    private Process process;

    HostProcess(Path folder) throws IOException {
        this.folder = folder;
        process = start();
    }

    private Process start() throws IOException {
        Process started = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "serve",
                        "--data",
                        folder.resolve("data").toString(),
                        "--http-port",
                        "0",
                        "--grpc-port",
                        String.valueOf(port)))
                .directory(folder.toFile())
                .redirectError(Redirect.DISCARD)
                .start();
        BufferedReader out = started.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        if (line == null || !line.startsWith("perdure ready")) {
            started.destroyForcibly();
            throw new IOException("The host is not ready: " + line);
        }
        return started;
    }

    /** SIGKILL, and a new process. */
    void killAndRestart() throws IOException {
        kill();
        process = start();
    }

    private void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
