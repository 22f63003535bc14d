package dev.perdure.official;

import com.microsoft.durabletask.DurableTaskGrpcWorkerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The official worker in a process of its own, which may be killed. */
final class WorkerProcess implements AutoCloseable {

    private static final Duration FOR_EVER = Duration.ofMinutes(10);

    private final Process process;

    private WorkerProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts a worker.
     *
     * @param folder where its activities and turns leave their marks
     * @param version of its code
     * @param messageBytesMax what its channel takes; 0 for what the SDK sets, which is 4 MiB
     */
    static WorkerProcess start(int port, Path folder, String version, int messageBytesMax) throws IOException {
        return new WorkerProcess(new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dcom.google.protobuf.use_unsafe_pre22_gencode=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WorkerProcess.class.getName(),
                        String.valueOf(port),
                        folder.toString(),
                        version,
                        String.valueOf(messageBytesMax)))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start());
    }

    /** SIGKILL. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** The worker's process. */
    public static void main(String[] args) {
        int port = Integer.parseInt(args[0]);
        Path folder = Path.of(args[1]);
        String version = args[2];
        int messageBytesMax = Integer.parseInt(args[3]);
        DurableTaskGrpcWorkerBuilder builder = code(new Registered(port), folder, version).builder;
        if (messageBytesMax > 0) {
            builder = builder.grpcChannel(NettyChannelBuilder.forAddress("127.0.0.1", port)
                    .usePlaintext()
                    .maxInboundMessageSize(messageBytesMax)
                    .build());
        }
        builder.build().start();
    }

    private static Registered code(Registered worker, Path folder, String version) {
        return worker.orchestration(
                        "RunsLong",
                        context -> context.complete(context.callActivity("longActivity", String.class)
                                .await()))
                .orchestration("ThinksLong", context -> {
                    blockOnce(folder.resolve("turn"));
                    context.complete("thought through by " + version);
                })
                .orchestration("Changes", context -> {
                    // Others than the first have this step no more.
                    String first = version.equals("first")
                            ? context.callActivity("version", String.class).await()
                            : "";
                    String second =
                            context.waitForExternalEvent("go", String.class).await();
                    context.complete(first + second);
                })
                .orchestration("Grows", context -> {
                    int length = 0;
                    for (int i = 0; i < context.getInput(Integer.class); i++) {
                        length += context.callActivity("mebibyte", String.class)
                                .await()
                                .length();
                    }
                    context.complete(length);
                })
                .orchestration("Echo", context -> context.complete(context.getInput(String.class)))
                .activity("longActivity", context -> {
                    blockOnce(folder.resolve("activity"));
                    return "ended by " + version;
                })
                .activity("version", context -> version)
                .activity("mebibyte", context -> "m".repeat(1 << 20));
    }

    /** Whoever leaves the mark hangs; who finds it goes on. */
    private static void blockOnce(Path mark) {
        try {
            Files.createFile(mark);
            TimeUnit.SECONDS.sleep(FOR_EVER.toSeconds());
        } catch (FileAlreadyExistsException e) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
