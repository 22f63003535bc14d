package dev.perdure.host.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class CallMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CallMeters meters = new CallMeters(registry);

    @Test
    void callsAreCountedByMethodAndCodeAndMessagesByTheirBytes() {
        ServerStreamTracer call = begin("TaskHubSidecarService/StartInstance");
        assertThat(registry.get("perdure.grpc.calls.open").gauge().value()).isEqualTo(1);
        call.inboundWireSize(100);
        call.outboundWireSize(20);
        call.streamClosed(Status.ALREADY_EXISTS);

        assertThat(registry.get("perdure.grpc.calls")
                        .tags("method", "StartInstance", "code", "ALREADY_EXISTS")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("perdure.grpc.bytes")
                        .tag("direction", "received")
                        .counter()
                        .count())
                .isEqualTo(100);
        assertThat(registry.get("perdure.grpc.bytes")
                        .tag("direction", "sent")
                        .counter()
                        .count())
                .isEqualTo(20);
        assertThat(registry.get("perdure.grpc.calls.open").gauge().value()).isZero();
    }

    @Test
    void methodsOfNobodyAreOneSeries() {
        begin("nobody/A").streamClosed(Status.UNIMPLEMENTED);
        begin("nobody/B").streamClosed(Status.UNIMPLEMENTED);

        assertThat(registry.get("perdure.grpc.calls")
                        .tags("method", "other", "code", "UNIMPLEMENTED")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    private ServerStreamTracer begin(String method) {
        return meters.newServerStreamTracer(method, new Metadata());
    }
}
