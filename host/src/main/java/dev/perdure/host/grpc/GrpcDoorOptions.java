package dev.perdure.host.grpc;

import java.time.Duration;

/**
 * How the gRPC door is opened. Immutable.
 *
 * @param port the port on 127.0.0.1, and on [::1] where it exists; 0 for any free one, then on 127.0.0.1 only
 * @param healthPing how often an idle stream of work items carries a ping, so that workers do not take it for dead
 * @param drain how long a closing door waits for completions under way
 * @param rules what clients may do
 */
public record GrpcDoorOptions(int port, Duration healthPing, Duration drain, Rules rules) {

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

    /** Under the default rules. */
    public GrpcDoorOptions(int port, Duration healthPing, Duration drain) {
        this(port, healthPing, drain, Rules.defaults());
    }

    /** Any free port, a ping every 25 s, ten seconds to drain, the default rules. */
    public static GrpcDoorOptions defaults() {
        return new GrpcDoorOptions(0, Duration.ofSeconds(25), Duration.ofSeconds(10));
    }
}
