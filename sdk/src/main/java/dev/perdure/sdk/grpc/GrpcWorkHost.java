package dev.perdure.sdk.grpc;

import com.google.protobuf.Empty;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.WorkerCapability;
import dev.perdure.core.tls.TlsFiles;
import dev.perdure.core.worker.HostUnreachableException;
import dev.perdure.core.worker.WorkHost;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;
import dev.perdure.wire.TaskHubSidecarServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A host in another process that speaks the Durable Task gRPC protocol, over plain HTTP/2 or TLS. Each connection has a
 * channel of its own, so a broken one leaves nothing behind for the next.
 *
 * <p>A connection counts as broken when the transport says so (keep-alive after 20 seconds of silence, answered within
 * 10), or when the host has sent neither work nor a ping for 120 seconds. Messages of up to 64 MiB are taken, long
 * histories as a stream; completions have a deadline of 30 seconds.
 *
 * <p>Thread-safe.
 */
public final class GrpcWorkHost implements WorkHost, AutoCloseable {

    private static final Duration HELLO_DEADLINE = Duration.ofSeconds(10);
    private static final Duration SILENCE_MAX = Duration.ofMinutes(2);

    private final Channels channels;
    private final Duration silenceMax;
    private final ScheduledExecutorService scheduler;
    private final LongSupplier nanoClock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<GrpcConnection> connections = new HashSet<>();
    private boolean closed;

    GrpcWorkHost(String target, Duration silenceMax, ScheduledExecutorService scheduler, LongSupplier nanoClock) {
        this(Channels.plain(target), silenceMax, scheduler, nanoClock);
    }

    private GrpcWorkHost(
            Channels channels, Duration silenceMax, ScheduledExecutorService scheduler, LongSupplier nanoClock) {
        this.channels = channels;
        this.silenceMax = silenceMax;
        this.scheduler = scheduler;
        this.nanoClock = nanoClock;
    }

    /**
     * The host at {@code target}, such as {@code 127.0.0.1:4001}, or {@code https://hub.example.com:4001} for TLS. Connects
     * only when a worker asks for work.
     *
     * @throws IllegalArgumentException as {@link Builder#build} says
     */
    public static GrpcWorkHost of(String target) {
        return at(target).build();
    }

    /** A host at {@code target}, as {@link #of} takes it, that wants to be shown more: a key, or certificates. */
    public static Builder at(String target) {
        return new Builder(Objects.requireNonNull(target, "target"));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Blocks until the host has answered a greeting, 10 seconds at most.
     */
    @Override
    public WorkerConnection connect(GetWorkItemsRequest request, WorkItemListener listener) {
        requireOpen();
        ManagedChannel channel = channels.open();
        try {
            var unused = TaskHubSidecarServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(HELLO_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                    .hello(Empty.getDefaultInstance());
        } catch (StatusRuntimeException e) {
            channel.shutdownNow();
            throw channels.unreachable(e);
        }
        GrpcConnection connection = new GrpcConnection(channels, channel, listener, nanoClock, this::ended);
        lock.lock();
        try {
            if (closed) {
                channel.shutdownNow();
                requireOpen();
            }
            connections.add(connection);
        } finally {
            lock.unlock();
        }
        connection.open(withAbilities(request), silenceMax, scheduler);
        return connection;
    }

    /** What this end does for the worker: reads histories that are streamed, and takes batches apart. */
    private static GetWorkItemsRequest withAbilities(GetWorkItemsRequest request) {
        GetWorkItemsRequest.Builder able =
                request.toBuilder().addCapabilities(WorkerCapability.WORKER_CAPABILITY_HISTORY_STREAMING);
        if (request.hasPerdureWorker()) {
            able.setPerdureWorker(request.getPerdureWorker().toBuilder().setTakesBatches(true));
        }
        return able.build();
    }

    /** Ends all connections made through this object; no more can be made. Idempotent. */
    @Override
    public void close() {
        List<GrpcConnection> open;
        lock.lock();
        try {
            closed = true;
            open = new ArrayList<>(connections);
        } finally {
            lock.unlock();
        }
        open.forEach(GrpcConnection::close);
        scheduler.shutdownNow();
    }

    private void ended(GrpcConnection connection) {
        lock.lock();
        try {
            connections.remove(connection);
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        lock.lock();
        try {
            if (closed) {
                throw new HostUnreachableException(
                        "The connection to the host at " + channels.target() + " was closed.", null);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Collects what the host wants to be shown. Not thread-safe. */
    public static final class Builder {

        private final String target;
        private TlsFiles files = TlsFiles.none();
        private @Nullable String key;
        private @Nullable String taskHub;

        private Builder(String target) {
            this.target = target;
        }

        /** The key of the host, sent with each call as a bearer token. */
        public Builder key(String value) {
            key = Objects.requireNonNull(value, "value");
            return this;
        }

        /** The task hub to work for, where a host has several; unset, the host's default. */
        public Builder taskHub(String name) {
            taskHub = Objects.requireNonNull(name, "name");
            return this;
        }

        /** A PEM file of the authorities that vouch for the host; unset, those of the JVM. Means TLS. */
        public Builder trust(Path file) {
            files = files.withTrust(file);
            return this;
        }

        /** The PEM files of a certificate to show, and of its key in PKCS#8 without a password. Means TLS. */
        public Builder clientCertificate(Path chainFile, Path keyFile) {
            files = files.withCertificate(chainFile, keyFile);
            return this;
        }

        /**
         * Returns the host. Nothing is connected yet.
         *
         * @throws IllegalArgumentException if a file cannot be used, the target begins with {@code http://} although files
         *     are given, or key or hub are no text for a header
         */
        public GrpcWorkHost build() {
            return new GrpcWorkHost(
                    Channels.of(target, files, key, taskHub),
                    SILENCE_MAX,
                    Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform()
                            .daemon()
                            .name("perdure-grpc-timer")
                            .factory()),
                    System::nanoTime);
        }
    }
}
