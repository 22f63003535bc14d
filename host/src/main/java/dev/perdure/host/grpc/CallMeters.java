package dev.perdure.host.grpc;

import dev.perdure.wire.TaskHubSidecarServiceGrpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * The calls and bytes at the door, as meters. The labels are the methods of the service and the codes of gRPC, so the
 * number of series is bounded.
 *
 * <p>Thread-safe.
 */
final class CallMeters extends ServerStreamTracer.Factory {

    private static final String OTHER = "other";

    /** Bare names of the service's methods, by what calls ask for. */
    private static final Map<String, String> METHODS =
            TaskHubSidecarServiceGrpc.getServiceDescriptor().getMethods().stream()
                    .collect(Collectors.toUnmodifiableMap(
                            MethodDescriptor::getFullMethodName, method -> String.valueOf(method.getBareMethodName())));

    /** An ended call. */
    private record Ended(String method, Status.Code code) {}

    private final MeterRegistry registry;
    private final Counter received;
    private final Counter sent;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<Ended, Counter> ended = new ConcurrentHashMap<>();

    CallMeters(MeterRegistry registry) {
        this.registry = registry;
        this.received = bytes("received");
        this.sent = bytes("sent");
        Gauge.builder("perdure.grpc.calls.open", open, AtomicInteger::get)
                .description("gRPC calls under way, streams of work items among them")
                .register(registry);
    }

    private Counter bytes(String direction) {
        return Counter.builder("perdure.grpc.bytes")
                .description("bytes of gRPC messages on the wire")
                .tag("direction", direction)
                .register(registry);
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
        open.incrementAndGet();
        return new Tracer(METHODS.getOrDefault(fullMethodName, OTHER));
    }

    private void ended(String method, Status.Code code) {
        open.decrementAndGet();
        ended.computeIfAbsent(
                        new Ended(method, code),
                        call -> Counter.builder("perdure.grpc.calls")
                                .description("ended gRPC calls")
                                .tag("method", call.method())
                                .tag("code", call.code().name())
                                .register(registry))
                .increment();
    }

    /** Of one call. */
    private final class Tracer extends ServerStreamTracer {

        private final String method;

        Tracer(String method) {
            this.method = method;
        }

        @Override
        public void inboundWireSize(long bytes) {
            received.increment((double) bytes);
        }

        @Override
        public void outboundWireSize(long bytes) {
            sent.increment((double) bytes);
        }

        @Override
        public void streamClosed(Status status) {
            ended(method, status.getCode());
        }
    }
}
