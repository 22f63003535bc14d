package dev.perdure.host.grpc;

import dev.perdure.core.tls.TlsFiles;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the gRPC door is opened. Immutable.
 *
 * @param port the port; 0 for any free one
 * @param healthPing how often an idle stream of work items carries a ping, so that workers do not take it for dead
 * @param drain how long a closing door waits for completions under way
 * @param rules what clients may do
 * @param entrance where it listens, and who may come in
 */
public record GrpcDoorOptions(int port, Duration healthPing, Duration drain, Rules rules, Entrance entrance) {

    /**
     * What clients may do. Immutable.
     *
     * @param taskHub the name of the one hub served
     * @param strictNames whether a start for an orchestrator that no worker has ever announced is refused
     * @param payloadBytesMax the greatest input of a start, an event or a signal, and the greatest reason, in bytes
     * @param mayEmptyHub whether CreateTaskHub with {@code recreateIfExists}, and DeleteTaskHub, remove everything
     */
    public record Rules(String taskHub, boolean strictNames, int payloadBytesMax, boolean mayEmptyHub) {

        /** Hub {@code perdure}, lenient names, 16 MiB, and nobody empties the hub. */
        public static Rules defaults() {
            return new Rules("perdure", false, 16 * 1024 * 1024, false);
        }
    }

    /**
     * Where the door is and who may come in. Immutable.
     *
     * @param host the name or address to bind to; 127.0.0.1 means [::1] too, where it exists and the port is a fixed one
     * @param key what every call must show as a bearer token; null for nothing
     * @param tls what the door shows, and which clients it trusts if it asks for certificates; null for plain text
     */
    public record Entrance(
            String host, @Nullable String key, @Nullable TlsFiles tls) {

        /** Loopback in plain text, open to all. */
        public static Entrance loopback() {
            return new Entrance("127.0.0.1", null, null);
        }
    }

    /** On loopback in plain text, open to all. */
    public GrpcDoorOptions(int port, Duration healthPing, Duration drain, Rules rules) {
        this(port, healthPing, drain, rules, Entrance.loopback());
    }

    /** Under the default rules, on loopback in plain text, open to all. */
    public GrpcDoorOptions(int port, Duration healthPing, Duration drain) {
        this(port, healthPing, drain, Rules.defaults());
    }

    /** Any free port, a ping every 25 s, ten seconds to drain, the default rules. */
    public static GrpcDoorOptions defaults() {
        return new GrpcDoorOptions(0, Duration.ofSeconds(25), Duration.ofSeconds(10));
    }
}
