package dev.perdure.host;

import dev.perdure.core.tls.TlsFileException;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.host.disk.DiskRoom;
import dev.perdure.host.door.HostMetrics;
import dev.perdure.host.door.HttpDoor;
import dev.perdure.host.door.HttpDoorOptions;
import dev.perdure.host.door.HubApis;
import dev.perdure.host.grpc.GrpcDoor;
import dev.perdure.host.grpc.GrpcDoorOptions;
import dev.perdure.host.grpc.GrpcHub;
import dev.perdure.host.http.ApiOptions;
import dev.perdure.host.http.ManagementApi;
import dev.perdure.storage.rocksdb.RocksOptions;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running host: a store and an engine for each task hub, HTTP door and gRPC door.
 *
 * <p>Thread-safe.
 */
public final class Host implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Host.class);

    /** Below this a store would write many small files. */
    private static final long WRITE_BUFFER_BYTES_MIN = 8L * 1024 * 1024;

    private static final GrpcDoorOptions GRPC = GrpcDoorOptions.defaults();

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CompletableFuture<Void> failure = new CompletableFuture<>();
    private final HttpDoor http;
    private final GrpcDoor grpc;

    private Host(HostSettings settings) {
        var unused = settings.tls();
        boolean started = false;
        try {
            Map<String, TaskHubEngine> engines = openHubs(settings);
            DiskRoom room = DiskRoom.watch(settings.data(), settings.diskFreeBytesMin());
            parts.push(room);
            HostMetrics metrics = new HostMetrics(engines);
            parts.push(metrics);
            metrics.disk(room);
            grpc = grpcDoor(settings, engines, room, metrics);
            parts.push(grpc);
            http = httpDoor(settings, engines, room, metrics);
            parts.push(http);
            warnOfPlainText(settings);
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    /**
     * Opens the stores, starts the engines and opens both doors; all of it or nothing.
     *
     * @throws UserErrorException if a folder, a port or a file for TLS cannot be used; the message says what to do
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

    /** Completes exceptionally when an engine has stopped because of a fault. The process should then end at once. */
    public CompletableFuture<Void> failure() {
        return failure;
    }

    /**
     * Drains and closes: doors first (requests under way are waited for, within the drain setting), then the engine,
     * which lets what was accepted become durable, then the store. Idempotent.
     */
    @Override
    public void close() {
        RuntimeException first = null;
        for (AutoCloseable part = parts.poll(); part != null; part = parts.poll()) {
            try {
                part.close();
            } catch (Exception e) {
                if (first == null) {
                    first = new IllegalStateException("The host could not close cleanly: " + e.getMessage(), e);
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** Each hub has its share of the memory that the store of a single one would take. */
    private Map<String, TaskHubEngine> openHubs(HostSettings settings) {
        Map<String, Path> folders = HubFolders.of(settings);
        RocksOptions usual = RocksOptions.defaults();
        RocksOptions memory = usual.withBlockCacheBytes(usual.blockCacheBytes() / folders.size())
                .withWriteBufferBytes(Math.max(WRITE_BUFFER_BYTES_MIN, usual.writeBufferBytes() / folders.size()));
        Map<String, TaskHubEngine> engines = new LinkedHashMap<>();
        folders.forEach((name, folder) -> {
            HubFolders.requireHub(folder, name);
            OpenHub hub = OpenHub.open(folder, settings.engine(), memory);
            parts.push(hub);
            HubFolders.record(folder, name);
            engines.put(name, hub.engine());
            // The result is not needed: whoever asked for the failure is told.
            var unused = hub.engine().failure().exceptionally(fault -> {
                failure.completeExceptionally(fault);
                return null;
            });
        });
        for (Path folder : HubFolders.further(settings.data())) {
            if (folders.values().stream().noneMatch(folder::equals)) {
                LOG.warn(
                        "The task hub '{}' in {} is not served, and stays as it is: name it with {} to serve it.",
                        HubFolders.nameOf(folder),
                        folder,
                        Setting.MORE_HUBS.option());
            }
        }
        return engines;
    }

    private HttpDoor httpDoor(
            HostSettings settings, Map<String, TaskHubEngine> engines, DiskRoom room, HostMetrics metrics) {
        List<ManagementApi> apis = new ArrayList<>();
        engines.forEach((hub, engine) -> apis.add(new ManagementApi(
                engine,
                new ApiOptions(
                        hub,
                        settings.strictNames(),
                        settings.links(),
                        ApiOptions.defaults().answerWithin()),
                room)));
        try {
            return HttpDoor.open(
                    HubApis.of(apis),
                    failure,
                    metrics,
                    new HttpDoorOptions(
                                    settings.httpHost(),
                                    settings.httpPort(),
                                    settings.payloadBytesMax(),
                                    settings.drain())
                            .withTls(settings.tls()));
        } catch (TlsFileException e) {
            throw new UserErrorException(String.valueOf(e.getMessage()), e);
        } catch (UncheckedIOException e) {
            throw taken("HTTP", settings.httpHost() + ":" + settings.httpPort(), Setting.HTTP_PORT, e);
        }
    }

    private GrpcDoor grpcDoor(
            HostSettings settings, Map<String, TaskHubEngine> engines, DiskRoom room, HostMetrics metrics) {
        List<GrpcHub> hubs = new ArrayList<>();
        engines.forEach((hub, engine) -> hubs.add(new GrpcHub(
                engine,
                new GrpcDoorOptions.Rules(
                        hub, settings.strictNames(), settings.payloadBytesMax(), settings.allowEmptying()))));
        try {
            return GrpcDoor.open(
                    hubs,
                    new GrpcDoorOptions(
                            settings.grpcPort(),
                            GRPC.healthPing(),
                            settings.drain(),
                            GRPC.rules(),
                            new GrpcDoorOptions.Entrance(settings.grpcHost(), settings.key(), settings.tls())),
                    room,
                    metrics.registry());
        } catch (TlsFileException e) {
            throw new UserErrorException(String.valueOf(e.getMessage()), e);
        } catch (UncheckedIOException e) {
            throw taken("gRPC", settings.grpcHost() + ":" + settings.grpcPort(), Setting.GRPC_PORT, e);
        }
    }

    private static void warnOfPlainText(HostSettings settings) {
        for (String host : new LinkedHashSet<>(List.of(settings.httpHost(), settings.grpcHost()))) {
            if (settings.tls() == null && !Loopback.isLoopback(host)) {
                LOG.warn(
                        "A door listens on {} in plain text: whoever is on the way reads payloads and the key. Turn TLS on"
                                + " with {} and {}, unless something in front of it does it.",
                        host,
                        Setting.TLS_CERT.option(),
                        Setting.TLS_KEY.option());
            }
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
