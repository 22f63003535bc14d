package dev.perdure.host;

import dev.perdure.host.disk.DiskRoom;
import dev.perdure.host.door.HostMetrics;
import dev.perdure.host.door.HttpDoor;
import dev.perdure.host.door.HttpDoorOptions;
import dev.perdure.host.grpc.GrpcDoor;
import dev.perdure.host.grpc.GrpcDoorOptions;
import dev.perdure.host.http.ApiOptions;
import dev.perdure.host.http.ManagementApi;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * A running host: store, engine, HTTP door and gRPC door.
 *
 * <p>Thread-safe.
 */
public final class Host implements AutoCloseable {

    private static final GrpcDoorOptions GRPC = GrpcDoorOptions.defaults();

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final OpenHub hub;
    private final HttpDoor http;
    private final GrpcDoor grpc;

    private Host(HostSettings settings) {
        boolean started = false;
        try {
            hub = OpenHub.open(settings.data(), settings.engine());
            parts.push(hub);
            DiskRoom room = DiskRoom.watch(settings.data(), settings.diskFreeBytesMin());
            parts.push(room);
            HostMetrics metrics = new HostMetrics(hub.engine());
            parts.push(metrics);
            metrics.disk(room);
            ManagementApi api = new ManagementApi(
                    hub.engine(),
                    new ApiOptions(
                            settings.taskHub(),
                            settings.strictNames(),
                            settings.links(),
                            ApiOptions.defaults().answerWithin()),
                    room);
            grpc = grpcDoor(settings, room);
            parts.push(grpc);
            http = httpDoor(settings, api, metrics);
            parts.push(http);
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    /**
     * Opens the store, starts the engine and opens both doors; all of it or nothing.
     *
     * @throws UserErrorException if the folder or a port cannot be used; the message says what to do
     */
    public static Host start(HostSettings settings) {
        return new Host(settings);
    }

    /** The port of the HTTP door. */
    public int httpPort() {
        return http.port();
    }

    /** The port of the gRPC door. */
    public int grpcPort() {
        return grpc.port();
    }

    /** Completes exceptionally when the engine has stopped because of a fault. The process should then end at once. */
    public CompletableFuture<Void> failure() {
        return hub.engine().failure();
    }

    /**
     * Drains and closes: doors first (requests under way are waited for, within the drain setting), then the engine,
     * which lets what was accepted become durable, then the store. Idempotent.
     */
    @Override
    public void close() {
        RuntimeException failure = null;
        for (AutoCloseable part = parts.poll(); part != null; part = parts.poll()) {
            try {
                part.close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = new IllegalStateException("The host could not close cleanly: " + e.getMessage(), e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private HttpDoor httpDoor(HostSettings settings, ManagementApi api, HostMetrics metrics) {
        try {
            return HttpDoor.open(
                    hub.engine(),
                    api,
                    metrics,
                    new HttpDoorOptions(
                            settings.httpHost(), settings.httpPort(), settings.payloadBytesMax(), settings.drain()));
        } catch (UncheckedIOException e) {
            throw taken("HTTP", settings.httpHost() + ":" + settings.httpPort(), Setting.HTTP_PORT, e);
        }
    }

    private GrpcDoor grpcDoor(HostSettings settings, DiskRoom room) {
        try {
            return GrpcDoor.open(
                    hub.engine(),
                    new GrpcDoorOptions(
                            settings.grpcPort(),
                            GRPC.healthPing(),
                            settings.drain(),
                            new GrpcDoorOptions.Rules(
                                    settings.taskHub(),
                                    settings.strictNames(),
                                    settings.payloadBytesMax(),
                                    settings.allowEmptying())),
                    room);
        } catch (UncheckedIOException e) {
            throw taken("gRPC", "127.0.0.1:" + settings.grpcPort(), Setting.GRPC_PORT, e);
        }
    }

    private static UserErrorException taken(String door, String address, Setting port, UncheckedIOException e) {
        return new UserErrorException(
                "The " + door + " door cannot listen on " + address + " (" + e.getMessage()
                        + "); another program may have the port: end it, or choose another port with " + port.option()
                        + ".",
                e);
    }
}
