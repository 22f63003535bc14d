package dev.perdure.sdk.grpc;

import com.google.protobuf.Empty;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.WorkerCapability;
import dev.perdure.core.worker.HostUnreachableException;
import dev.perdure.core.worker.WorkHost;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;
import dev.perdure.wire.TaskHubSidecarServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * A host in another process that speaks the Durable Task gRPC protocol, over plain HTTP/2. Each connection has a channel
 * of its own, so a broken one leaves nothing behind for the next.
 *
 * <p>A connection counts as broken when the transport says so (keep-alive after 20 seconds of silence, answered within
 * 10), or when the host has sent neither work nor a ping for 120 seconds. Messages of up to 64 MiB are taken, long
 * histories as a stream; completions have a deadline of 30 seconds.
 *
 * <p>Thread-safe.
 */
public final class GrpcWorkHost implements WorkHost, AutoCloseable {

    /** The greatest size of a message, in bytes. */
    static final int MESSAGE_BYTES_MAX = 64 * 1024 * 1024;

    private static final Duration HELLO_DEADLINE = Duration.ofSeconds(10);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);
    private static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SILENCE_MAX = Duration.ofMinutes(2);

    private final String target;
    private final Duration silenceMax;
    private final ScheduledExecutorService scheduler;
    private final LongSupplier nanoClock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<GrpcConnection> connections = new HashSet<>();
    private boolean closed;

    GrpcWorkHost(String target, Duration silenceMax, ScheduledExecutorService scheduler, LongSupplier nanoClock) {
        this.target = target;
        this.silenceMax = silenceMax;
        this.scheduler = scheduler;
        this.nanoClock = nanoClock;
    }

    /** The host at {@code target}, such as {@code 127.0.0.1:4001}. Connects only when a worker asks for work. */
    public static GrpcWorkHost of(String target) {
        return new GrpcWorkHost(
                target,
                SILENCE_MAX,
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("perdure-grpc-timer").factory()),
                System::nanoTime);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Blocks until the host has answered a greeting, 10 seconds at most.
     */
    @Override
    public WorkerConnection connect(GetWorkItemsRequest request, WorkItemListener listener) {
        requireOpen();
        ManagedChannel channel = NettyChannelBuilder.forTarget(target)
                .usePlaintext()
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .keepAliveTime(KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .keepAliveWithoutCalls(true)
                // Listeners do not block, so the network's own thread may call them.
                .directExecutor()
                .build();
        try {
            var unused = TaskHubSidecarServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(HELLO_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                    .hello(Empty.getDefaultInstance());
        } catch (StatusRuntimeException e) {
            channel.shutdownNow();
            throw GrpcConnection.unreachable(target, e);
        }
        GrpcConnection connection = new GrpcConnection(target, channel, listener, nanoClock, this::ended);
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
        connection.open(
                request.toBuilder()
                        .addCapabilities(WorkerCapability.WORKER_CAPABILITY_HISTORY_STREAMING)
                        .build(),
                silenceMax,
                scheduler);
        return connection;
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
                throw new HostUnreachableException("The connection to the host at " + target + " was closed.", null);
            }
        } finally {
            lock.unlock();
        }
    }
}
