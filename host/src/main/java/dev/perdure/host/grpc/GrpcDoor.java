package dev.perdure.host.grpc;

import dev.perdure.engine.TaskHubEngine;
import dev.perdure.host.disk.DiskRoom;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Serves workers over gRPC on loopback: hands out work items and takes completions.
 *
 * <p>Thread-safe. {@link #close} ends the streams, waits for completions under way, then closes all connections.
 */
public final class GrpcDoor implements AutoCloseable {

    /** A turn's actions and carried-over events can be large; workers themselves stay below 4 MiB a message. */
    private static final int MESSAGE_BYTES_MAX = 64 * 1024 * 1024;

    private static final Duration KEEP_ALIVE_PERMITTED = Duration.ofSeconds(10);

    /** A worker that is frozen does not answer pings: its items come back after these two together. */
    private static final Duration KEEP_ALIVE_TIME = Duration.ofSeconds(20);

    private static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofSeconds(10);

    private static final byte[] IPV4_LOOPBACK = {127, 0, 0, 1};
    private static final byte[] IPV6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final Server server;
    private final WorkerService service;
    private final ThreadPoolExecutor threads;
    private final Duration drain;

    private GrpcDoor(Server server, WorkerService service, ThreadPoolExecutor threads, Duration drain) {
        this.server = server;
        this.service = service;
        this.threads = threads;
        this.drain = drain;
    }

    /** Opens a door that hands out work whatever room the disk has. */
    public static GrpcDoor open(TaskHubEngine engine, GrpcDoorOptions options) {
        return open(engine, options, DiskRoom.unlimited());
    }

    /**
     * Opens the door. While the disk is low it hands out no work and takes no signals; what workers have in flight may
     * still be completed.
     *
     * @throws UncheckedIOException if the port cannot be bound
     */
    public static GrpcDoor open(TaskHubEngine engine, GrpcDoorOptions options, DiskRoom room) {
        WorkerService service = new WorkerService(engine, options.healthPing(), room);
        ThreadPoolExecutor threads = threads();
        try {
            Server server = server(service, threads, options.port());
            server.start();
            return new GrpcDoor(server, service, threads, options.drain());
        } catch (IOException e) {
            service.close();
            threads.shutdown();
            throw new UncheckedIOException(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
        }
    }

    private static Server server(WorkerService service, ThreadPoolExecutor threads, int port) throws IOException {
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getByAddress(IPV4_LOOPBACK), port));
        if (port != 0 && hasIpv6Loopback()) {
            builder.addListenAddress(new InetSocketAddress(InetAddress.getByAddress(IPV6_LOOPBACK), port));
        }
        return builder.addService(service)
                .intercept(new ClearUnimplemented())
                .executor(threads)
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .permitKeepAliveTime(KEEP_ALIVE_PERMITTED.toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true)
                .keepAliveTime(KEEP_ALIVE_TIME.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .build();
    }

    /** The port it listens on. */
    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdown();
        service.close();
        try {
            if (!server.awaitTermination(drain.toMillis(), TimeUnit.MILLISECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        threads.shutdown();
    }

    /** Platform threads: a call may read the store. The queue is bounded by what the connections carry. */
    private static ThreadPoolExecutor threads() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "perdure-grpc-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private static boolean hasIpv6Loopback() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .anyMatch(address -> address instanceof Inet6Address && address.isLoopbackAddress());
        } catch (SocketException e) {
            return false;
        }
    }
}
