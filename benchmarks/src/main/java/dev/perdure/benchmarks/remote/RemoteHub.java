package dev.perdure.benchmarks.remote;

import dev.perdure.benchmarks.HostProcess;
import dev.perdure.sdk.Worker;
import dev.perdure.sdk.grpc.GrpcWorkHost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A host process with one worker, and a client in this process. Perdure's own worker shares this process too, as an
 * embedded worker shares it with whoever starts instances; those of other makes have one of their own. Thread-safe.
 */
public final class RemoteHub implements AutoCloseable {

    private final HostProcess host;
    private final HostFigures figures;
    private final GrpcCaller caller;
    private final @Nullable Worker own;
    private final @Nullable GrpcWorkHost connection;
    private final @Nullable WorkerProcess other;

    private RemoteHub(
            HostProcess host, @Nullable Worker own, @Nullable GrpcWorkHost connection, @Nullable WorkerProcess other) {
        this.host = host;
        this.figures = new HostFigures(host);
        this.caller = new GrpcCaller(host.grpcPort());
        this.own = own;
        this.connection = connection;
        this.other = other;
    }

    /** Starts a host with an empty store and Perdure's own worker. */
    public static RemoteHub ofOwn(Path data, int partitions, UnaryOperator<Worker.Builder> programs)
            throws IOException {
        HostProcess host = host(data, partitions);
        GrpcWorkHost connection = GrpcWorkHost.of("127.0.0.1:" + host.grpcPort());
        return new RemoteHub(
                host, programs.apply(Worker.builder()).connectTo(connection).start(), connection, null);
    }

    /** Starts a host with an empty store and the worker on the official Java SDK. */
    public static RemoteHub ofJava(Path data, int partitions) throws IOException {
        HostProcess host = host(data, partitions);
        try {
            return new RemoteHub(host, null, null, WorkerProcess.java(host.grpcPort()));
        } catch (IOException e) {
            host.close();
            throw e;
        }
    }

    /**
     * Starts a host with an empty store and the worker on the official JavaScript SDK.
     *
     * @param packages where {@link #installJs} has put it
     */
    public static RemoteHub ofJs(Path data, int partitions, Path packages) throws IOException {
        HostProcess host = host(data, partitions);
        try {
            return new RemoteHub(host, null, null, WorkerProcess.js(packages, host.grpcPort()));
        } catch (IOException e) {
            host.close();
            throw e;
        }
    }

    /**
     * Installs the worker on the official JavaScript SDK into a new folder.
     *
     * @throws IOException if npm is missing or fails
     */
    public static void installJs(Path packages) throws IOException, InterruptedException {
        JsPackages.install(packages);
    }

    private static HostProcess host(Path data, int partitions) throws IOException {
        return HostProcess.startWith(data, "--partitions", Integer.toString(partitions));
    }

    /** Starts an instance and completes when it has ended as Completed; fails if it cannot, or ends otherwise. */
    public CompletableFuture<Void> run(String orchestrator, String input) {
        return caller.run(orchestrator, input);
    }

    /** This process, the host and the worker if it has one of its own. */
    public List<ProcessHandle> processes() {
        List<ProcessHandle> processes = new ArrayList<>(List.of(ProcessHandle.current(), host.handle()));
        if (other != null) {
            processes.add(other.handle());
        }
        return processes;
    }

    /** Processor time of all processes since their start. */
    public double cpuMicros() {
        return processes().stream().mapToDouble(HostFigures::cpuMicros).sum();
    }

    /** The host's synced writes since its start. */
    public Syncs syncs() {
        String metrics = figures.metrics();
        return new Syncs(
                HostFigures.metric(metrics, "perdure_commits_total"),
                HostFigures.metric(metrics, "perdure_sync_seconds_total") * 1_000);
    }

    /**
     * Synced writes. Immutable.
     *
     * @param number how many
     * @param millis how long all of them took together
     */
    public record Syncs(double number, double millis) {}

    /** Ends the client and the worker, then the host in order. */
    @Override
    public void close() {
        caller.close();
        if (other != null) {
            other.close();
        }
        if (own != null) {
            own.close();
        }
        if (connection != null) {
            connection.close();
        }
        figures.close();
        host.close();
    }
}
