package dev.perdure.client;

import static java.util.Objects.requireNonNull;

import dev.perdure.client.binding.ClientBinding;
import dev.perdure.client.binding.LinkTemplates;
import dev.perdure.client.internal.BaseRoutes;
import dev.perdure.client.internal.HostCalls;
import dev.perdure.client.internal.ManagementRequests;
import dev.perdure.client.internal.Routes;
import dev.perdure.client.session.SessionLease;
import dev.perdure.client.session.SessionOptions;
import dev.perdure.client.session.SharedSessions;
import dev.perdure.client.session.Ticker;
import dev.perdure.client.spi.CallObserver;
import dev.perdure.client.spi.Transport;
import dev.perdure.client.spi.TransportResponse;
import dev.perdure.client.waiting.LongPoll;
import dev.perdure.core.InstanceId;
import dev.perdure.core.data.DataConverter;
import dev.perdure.core.tls.TlsFiles;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link DurableClient}. Confined to one thread. */
public final class DurableClientBuilder {

    /** The deadline of a call unless set otherwise. */
    public static final Duration DEADLINE = Duration.ofMinutes(4);
    /** The longest deadline: hosts remember idempotency keys for 15 minutes, and a repetition must come within that. */
    public static final Duration DEADLINE_MAX = Duration.ofMinutes(10);

    private @Nullable URI origin;
    private @Nullable Transport transport;
    private @Nullable String key;
    private @Nullable String taskHub;
    private @Nullable String connection;
    private @Nullable ClientBinding binding;
    private boolean isPrivate;
    private Duration deadline = DEADLINE;
    private DataConverter converter = DataConverter.jackson();
    private int connectionsMax = SessionOptions.CONNECTIONS_MAX;
    private int waitersMax = SessionOptions.WAITERS_MAX;
    private Duration idleMax = SessionOptions.IDLE_MAX;
    private Duration connectTimeout = SessionOptions.CONNECT_TIMEOUT;
    private int responseBytesMax = SessionOptions.RESPONSE_BYTES_MAX;
    private @Nullable SSLContext sslContext;
    private TlsFiles files = TlsFiles.none();
    private @Nullable CallObserver observer;

    DurableClientBuilder() {}

    /** The host: scheme ({@code http} or {@code https}), host and port alone. */
    public DurableClientBuilder origin(URI uri) {
        this.origin = requireNonNull(uri, "uri");
        return this;
    }

    /**
     * The host as a client binding describes it, in place of {@link #origin}. The hub of the binding is named in every
     * request unless {@link #taskHub} says another.
     */
    public DurableClientBuilder binding(ClientBinding clientBinding) {
        this.binding = requireNonNull(clientBinding, "clientBinding");
        this.origin = clientBinding.origin();
        return this;
    }

    /** Another way to the host than HTTP; then the settings of the session have no meaning. */
    public DurableClientBuilder transport(Transport other) {
        this.transport = requireNonNull(other, "other");
        return this;
    }

    /** The key that opens the host's management API; sent as a header, never in a URL. */
    public DurableClientBuilder key(String value) {
        this.key = requireNonNull(value, "value");
        return this;
    }

    /** The task hub to name in every request; unset, the host's own. */
    public DurableClientBuilder taskHub(String name) {
        this.taskHub = requireNonNull(name, "name");
        return this;
    }

    /** The store connection to name in every request; unset, the host's own. Perdure has but one and ignores it. */
    public DurableClientBuilder connection(String name) {
        this.connection = requireNonNull(name, "name");
        return this;
    }

    /** Gives this client a session of its own instead of the one shared by the process. */
    public DurableClientBuilder privateSession() {
        this.isPrivate = true;
        return this;
    }

    /**
     * How long a call may take in all, repetitions and waiting included; {@link #DEADLINE} unless set.
     *
     * @throws IllegalArgumentException if it is not positive or exceeds {@link #DEADLINE_MAX}
     */
    public DurableClientBuilder deadline(Duration duration) {
        this.deadline = requireDeadline(duration);
        return this;
    }

    /** How inputs, payloads and outputs become JSON and back. */
    public DurableClientBuilder dataConverter(DataConverter dataConverter) {
        this.converter = requireNonNull(dataConverter, "dataConverter");
        return this;
    }

    /** How many connections may be open at once; 30 unless set. A call more waits. */
    public DurableClientBuilder connectionsMax(int count) {
        this.connectionsMax = count;
        return this;
    }

    /** How many calls may wait for a connection; 20,000 unless set. A call more fails. */
    public DurableClientBuilder waitersMax(int count) {
        this.waitersMax = count;
        return this;
    }

    /** How long an unused connection is kept; 60 seconds unless set. It should be less than the host's own limit. */
    public DurableClientBuilder idleMax(Duration duration) {
        this.idleMax = requireNonNull(duration, "duration");
        return this;
    }

    /** How long one attempt to connect may take; 10 seconds unless set. */
    public DurableClientBuilder connectTimeout(Duration duration) {
        this.connectTimeout = requireNonNull(duration, "duration");
        return this;
    }

    /** The longest answer that is read, in bytes; 64 MiB unless set. */
    public DurableClientBuilder responseBytesMax(int bytes) {
        this.responseBytesMax = bytes;
        return this;
    }

    /** The TLS settings for an {@code https} origin, instead of files; the JVM's default unless set. */
    public DurableClientBuilder sslContext(SSLContext context) {
        this.sslContext = requireNonNull(context, "context");
        return this;
    }

    /** A PEM file of the authorities that vouch for an {@code https} origin; unset, those of the JVM. */
    public DurableClientBuilder trust(Path file) {
        this.files = files.withTrust(file);
        return this;
    }

    /** The PEM files of a certificate to show to an {@code https} origin, and of its key in PKCS#8 without a password. */
    public DurableClientBuilder clientCertificate(Path chainFile, Path keyFile) {
        this.files = files.withCertificate(chainFile, keyFile);
        return this;
    }

    /**
     * Tells {@code callObserver} of every call of this client, which may add headers; none unless set. For spans:
     * {@link dev.perdure.client.otel.OpenTelemetryObserver}. Without meaning for another {@link #transport}.
     */
    public DurableClientBuilder observer(CallObserver callObserver) {
        this.observer = requireNonNull(callObserver, "callObserver");
        return this;
    }

    /**
     * Returns the client. Nothing is sent and no connection opened yet.
     *
     * @throws IllegalArgumentException if there is no origin, it is not one, a limit is out of range, or a file for TLS
     *     cannot be used or has no meaning
     * @throws IllegalStateException if the shared session of the origin is open with other settings
     */
    public DurableClient build() {
        Routes routes = binding == null ? BaseRoutes.webhook() : binding.routes();
        ManagementRequests requests = new ManagementRequests(routes, hub(), connection, key, deadline);
        Transport used = transport == null ? lease() : transport;
        HostCalls calls = new HostCalls(used, requests, converter);
        return new DurableClient(calls, links(), Ticker.SYSTEM, longPoll(used, requests));
    }

    private @Nullable String hub() {
        return taskHub == null && binding != null ? binding.taskHub().orElse(null) : taskHub;
    }

    private LinkTemplates links() {
        if (binding != null) {
            return binding.links();
        }
        String address = transport != null || origin == null
                ? ""
                : SessionOptions.of(origin).origin().toString();
        return LinkTemplates.under(address, BaseRoutes.webhook());
    }

    /**
     * One for all clients of a session that speak to the same hub with the same right. Those whose URLs hold codes have
     * one of their own: codes change from binding to binding, and what is shared stays as long as the session.
     */
    private static LongPoll longPoll(Transport transport, ManagementRequests requests) {
        boolean hasCodes =
                !(requests.routes() instanceof BaseRoutes base) || !base.query().isEmpty();
        if (transport instanceof SessionLease lease && !hasCodes) {
            String name = "long poll " + requests.withDeadline(DEADLINE);
            return lease.shared(name, LongPoll.class, session -> longPollOver(session, requests));
        }
        return longPollOver(transport, requests);
    }

    private static LongPoll longPollOver(Transport transport, ManagementRequests requests) {
        LongPoll.Polls polls = requests.routes().hasBase()
                ? (body, hold) -> transport.send(requests.waits(body, hold))
                : (body, hold) -> TransportResponse.of(404, Map.of(), new byte[0]);
        return new LongPoll(polls, InstanceId.random(), new SecureRandom());
    }

    private Transport lease() {
        if (origin == null) {
            throw new IllegalArgumentException("A client needs an origin, such as http://127.0.0.1:7071.");
        }
        SessionOptions options = new SessionOptions(
                origin, connectionsMax, waitersMax, idleMax, connectTimeout, responseBytesMax, tls(origin));
        SharedSessions sessions = SharedSessions.ofProcess();
        SessionLease lease = isPrivate ? sessions.leasePrivate(options) : sessions.lease(options);
        return observer == null ? lease : lease.observedBy(observer);
    }

    private @Nullable SSLContext tls(URI host) {
        if (files.equals(TlsFiles.none())) {
            return sslContext;
        }
        if (sslContext != null) {
            throw new IllegalArgumentException("Give either an SSLContext or files for TLS, not both.");
        }
        if (!"https".equalsIgnoreCase(host.getScheme())) {
            throw new IllegalArgumentException("Files for TLS have no meaning for " + host + ": write https://.");
        }
        return files.context();
    }

    static Duration requireDeadline(Duration duration) {
        if (!duration.isPositive() || duration.compareTo(DEADLINE_MAX) > 0) {
            throw new IllegalArgumentException(
                    "A deadline must be positive and at most " + DEADLINE_MAX + "; this one is " + duration + ".");
        }
        return duration;
    }
}
