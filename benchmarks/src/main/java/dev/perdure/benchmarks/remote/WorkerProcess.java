package dev.perdure.benchmarks.remote;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A worker of an official SDK in a process of its own. It ends with this process at the latest. Confined to one thread. */
final class WorkerProcess implements AutoCloseable {

    private final Process process;

    private WorkerProcess(Process process) {
        this.process = process;
    }

    /** The official Java SDK; returns when it has begun to connect. */
    static WorkerProcess java(int grpcPort) throws IOException {
        return started(
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // Its stubs are of an older generator.
                        "-Dcom.google.protobuf.use_unsafe_pre22_gencode=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OfficialWorker.class.getName(),
                        Integer.toString(grpcPort)),
                "The worker on the official Java SDK");
    }

    /** The official JavaScript SDK, in a folder where it is installed; returns when it has connected. */
    static WorkerProcess js(Path folder, int grpcPort) throws IOException {
        return started(
                new ProcessBuilder("node", "worker.mjs", "127.0.0.1:" + grpcPort).directory(folder.toFile()),
                "The worker on the official JavaScript SDK");
    }

    private static WorkerProcess started(ProcessBuilder builder, String what) throws IOException {
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        List<String> said = new ArrayList<>();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        @Nullable String line = output.readLine();
        while (line != null && !line.equals("worker ready")) {
            said.add(line);
            line = output.readLine();
        }
        if (line == null) {
            process.destroyForcibly();
            throw new IOException(what + " did not get ready; it said: " + String.join(" / ", said));
        }
        // What it says later must not fill the pipe.
        Thread.ofPlatform()
                .daemon()
                .name("worker-output")
                .start(() -> output.lines().forEach(unread -> {}));
        return new WorkerProcess(process);
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            boolean unused = process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
