package dev.perdure.host.grpc;

import dev.perdure.core.tls.TlsFiles;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.host.disk.DiskRoom;
import dev.perdure.host.rules.HubNames;
import dev.perdure.wire.TaskHubSidecarServiceGrpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Serves workers and clients of the Durable Task protocol over gRPC, on loopback unless the options say otherwise.
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

    /** For queries, which may take long. */
    private static final int READ_THREADS = 4;

    private static final Set<String> QUICK = Set.of(
            TaskHubSidecarServiceGrpc.getPerdureCompletionsMethod().getFullMethodName(),
            TaskHubSidecarServiceGrpc.getWaitForInstanceStartMethod().getFullMethodName(),
            TaskHubSidecarServiceGrpc.getWaitForInstanceCompletionMethod().getFullMethodName());

    private final Server server;
    private final List<HubService> services;
    private final NetworkThreads network;
    private final ThreadPoolExecutor threads;
    private final ThreadPoolExecutor reads;
    private final Duration drain;

    private GrpcDoor(
            Server server,
            List<HubService> services,
            NetworkThreads network,
            ThreadPoolExecutor threads,
            ThreadPoolExecutor reads,
            Duration drain) {
        this.server = server;
        this.services = services;
        this.network = network;
        this.threads = threads;
        this.reads = reads;
        this.drain = drain;
    }

    /** Opens a door that hands out work whatever room the disk has. */
    public static GrpcDoor open(TaskHubEngine engine, GrpcDoorOptions options) {
        return open(engine, options, DiskRoom.unlimited());
    }

    /** Opens a door of one hub, under the rules of the options. */
    public static GrpcDoor open(TaskHubEngine engine, GrpcDoorOptions options, DiskRoom room) {
        return open(List.of(new GrpcHub(engine, options.rules())), options, room, new CompositeMeterRegistry());
    }

    /**
     * Opens the door. While the disk is low it hands out no work and takes nothing that makes the store grow; what workers
     * have in flight may still be completed, and clients may read, wait, terminate and purge.
     *
     * @param hubs those it serves, the default one first; the rules of the options do not count
     * @param meters where its calls are counted
     * @throws UncheckedIOException if the port cannot be bound
     * @throws dev.perdure.core.tls.TlsFileException if a file for TLS cannot be used
     */
    public static GrpcDoor open(List<GrpcHub> hubs, GrpcDoorOptions options, DiskRoom room, MeterRegistry meters) {
        TlsFiles files = options.entrance().tls();
        SslContext tls = files == null ? null : GrpcTls.context(files);
        NetworkThreads network = new NetworkThreads();
        ThreadPoolExecutor threads = threads("perdure-grpc-", THREADS);
        ThreadPoolExecutor reads = threads("perdure-grpc-read-", READ_THREADS);
        Map<String, HubService> services = new LinkedHashMap<>();
        hubs.forEach(hub -> services.put(
                hub.rules().taskHub(),
                new HubService(hub.engine(), hub.rules(), options.healthPing(), room, network.executor(), reads)));
        try {
            Server server = server(services, network, threads, options, tls, new CallMeters(meters));
            server.start();
            return new GrpcDoor(server, List.copyOf(services.values()), network, threads, reads, options.drain());
        } catch (IOException e) {
            services.values().forEach(HubService::close);
            network.close();
            threads.shutdown();
            reads.shutdown();
            throw new UncheckedIOException(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
        }
    }

    private static Server server(
            Map<String, HubService> services,
            NetworkThreads network,
            ThreadPoolExecutor threads,
            GrpcDoorOptions options,
            @Nullable SslContext tls,
            CallMeters meters)
            throws IOException {
        NettyServerBuilder builder = network.serve(listening(options.entrance().host(), options.port()));
        if (tls != null) {
            builder.sslContext(tls);
        }
        Map<String, ServerServiceDefinition> bound = new LinkedHashMap<>();
        services.forEach((hub, service) -> bound.put(hub, service.bindService()));
        return builder.addService(HubDispatch.over(bound))
                .intercept(Caller.reading(
                        new HubNames(List.copyOf(services.keySet())),
                        BearerKey.of(options.entrance().key())))
                .addStreamTracerFactory(meters)
                .directExecutor()
                .callExecutor(executor(threads))
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .permitKeepAliveTime(KEEP_ALIVE_PERMITTED.toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true)
                .keepAliveTime(KEEP_ALIVE_TIME.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .build();
    }

    private static NettyServerBuilder listening(String host, int port) throws IOException {
        if (!host.equals("127.0.0.1") && !host.equalsIgnoreCase("localhost")) {
            return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getByName(host), port));
        }
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getByAddress(IPV4_LOOPBACK), port));
        if (port != 0 && hasIpv6Loopback()) {
            builder.addListenAddress(new InetSocketAddress(InetAddress.getByAddress(IPV6_LOOPBACK), port));
        }
        return builder;
    }

    /** The network's own threads serve what is frequent, small and never waits. */
    private static ServerCallExecutorSupplier executor(Executor threads) {
        return new ServerCallExecutorSupplier() {
            @Override
            public <Q, A> @Nullable Executor getExecutor(ServerCall<Q, A> call, Metadata headers) {
                return QUICK.contains(call.getMethodDescriptor().getFullMethodName()) ? null : threads;
            }
        };
    }

    /** The port it listens on. */
    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdown();
        services.forEach(HubService::close);
        try {
            if (!server.awaitTermination(drain.toMillis(), TimeUnit.MILLISECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        network.close();
        threads.shutdown();
        reads.shutdown();
    }

    /** Platform threads: a call may read the store. The queue is bounded by what the connections carry. */
    private static ThreadPoolExecutor threads(String name, int size) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(size, size, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        // Once the door is closed nobody is left to be told.
        threads.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
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
