package dev.perdure.spring;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of Perdure in an application. What is not set is as the SDK and the client have it.
 *
 * @param enabled Whether the application has anything of Perdure.
 * @param data The folder of the embedded task hub, made if it is missing. Without meaning if a host is given.
 * @param host The host to work for instead of an embedded task hub.
 * @param worker The worker of this application.
 * @param client The client of this application.
 */
@ConfigurationProperties("perdure")
public record PerdureProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("perdure-data") Path data,
        @DefaultValue HostProperties host,
        @DefaultValue WorkerProperties worker,
        @DefaultValue ClientProperties client) {

    /**
     * A host in another process.
     *
     * @param uri Where its HTTP door is, such as http://127.0.0.1:7071; setting it turns the embedded task hub off.
     * @param grpc Where its gRPC door is, such as 127.0.0.1:4001; needed by the worker.
     * @param key The key of its doors.
     * @param taskHub The task hub to work with; the host's default unless set.
     * @param trust PEM file of the authorities that vouch for a host with TLS; those of the JVM unless set.
     * @param clientCertificate PEM file of a certificate to show to a host that asks for one.
     * @param clientKey PEM file of its private key, PKCS#8 without a password.
     */
    public record HostProperties(
            @Nullable URI uri,
            @Nullable String grpc,
            @Nullable String key,
            @Nullable String taskHub,
            @Nullable Path trust,
            @Nullable Path clientCertificate,
            @Nullable Path clientKey) {}

    /**
     * How much a worker does at once.
     *
     * @param enabled Whether this application runs orchestrators, activities and entities. If not, it has the client alone.
     * @param maxConcurrentActivities How many activities run at once at most.
     * @param maxConcurrentTurns How many turns of orchestrators are under way at once at most.
     * @param maxConcurrentEntities How many batches of entity operations run at once at most.
     * @param maxLiveOrchestrators How many waiting orchestrators are kept in memory at most.
     * @param drain How long shutdown waits for running work at most.
     */
    public record WorkerProperties(
            @DefaultValue("true") boolean enabled,
            @Nullable Integer maxConcurrentActivities,
            @Nullable Integer maxConcurrentTurns,
            @Nullable Integer maxConcurrentEntities,
            @Nullable Integer maxLiveOrchestrators,
            @Nullable Duration drain) {}

    /**
     * How the client calls a host.
     *
     * @param deadline How long a call may take in all, repetitions included.
     * @param connectionsMax How many connections to a host elsewhere may be open at once.
     */
    public record ClientProperties(
            @Nullable Duration deadline, @Nullable Integer connectionsMax) {}
}
