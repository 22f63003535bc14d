package dev.perdure.host.grpc;

import java.time.Duration;

/**
 * How the gRPC door is opened. Immutable.
 *
 * @param port the port on 127.0.0.1, and on [::1] where it exists; 0 for any free one, then on 127.0.0.1 only
 * @param healthPing how often an idle stream of work items carries a ping, so that workers do not take it for dead
 * @param drain how long a closing door waits for completions under way
 */
public record GrpcDoorOptions(int port, Duration healthPing, Duration drain) {

    /** Any free port, a ping every 25 s, ten seconds to drain. */
    public static GrpcDoorOptions defaults() {
        return new GrpcDoorOptions(0, Duration.ofSeconds(25), Duration.ofSeconds(10));
    }
}
