package dev.perdure.client.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.client.DurableClient;
import dev.perdure.client.HostUnavailableException;
import dev.perdure.client.StartOptions;
import dev.perdure.client.scripted.Request;
import dev.perdure.client.scripted.ScriptedHost;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OpenTelemetryObserverTest {

    private static final String ID = "{\"id\":\"one\"}";

    /** Keeps the spans that have ended. */
    private static final class Ended implements SpanProcessor {
        final List<SpanData> spans = new CopyOnWriteArrayList<>();

        @Override
        public void onStart(Context parentContext, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            spans.add(span.toSpanData());
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }

    private final Ended ended = new Ended();
    private final SdkTracerProvider provider =
            SdkTracerProvider.builder().addSpanProcessor(ended).build();
    private final OpenTelemetry openTelemetry = new OpenTelemetry() {
        @Override
        public TracerProvider getTracerProvider() {
            return provider;
        }

        @Override
        public ContextPropagators getPropagators() {
            return ContextPropagators.create(W3CTraceContextPropagator.getInstance());
        }
    };

    @Test
    void aCallIsOneSpanUnderTheCallersWhoseContextEveryAttemptCarries() {
        AtomicInteger attempts = new AtomicInteger();
        Tracer tracer = provider.get("test");
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    if (e.request().method().equals("POST") && attempts.incrementAndGet() == 1) {
                        e.reset();
                    } else {
                        e.perdure(202, ID);
                    }
                });
                DurableClient client = client(host.origin(), Duration.ofMinutes(4))) {
            Span parent = tracer.spanBuilder("parent").startSpan();
            try (Scope scope = parent.makeCurrent()) {
                assertThat(scope).isNotNull();
                client.start("Order", 1, StartOptions.defaults().instanceId("one"));
            }

            SpanData span = ended.spans.get(0);
            assertThat(ended.spans).hasSize(1);
            assertThat(span.getName()).isEqualTo("start Order");
            assertThat(span.getParentSpanId()).isEqualTo(parent.getSpanContext().getSpanId());
            assertThat(span.getAttributes().get(AttributeKey.stringKey("durabletask.task.instance_id")))
                    .isEqualTo("one");
            assertThat(span.getAttributes().get(AttributeKey.longKey("http.response.status_code")))
                    .isEqualTo(202);
            assertThat(host.requestsOf("POST"))
                    .hasSize(2)
                    .extracting(OpenTelemetryObserverTest::traceParent)
                    .containsOnly("00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                            + span.getSpanContext().getTraceFlags().asHex());
        }
    }

    @Test
    void theTraceGivenToAStartStays() {
        String given = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        try (ScriptedHost host = ScriptedHost.start(e -> e.perdure(202, ID));
                DurableClient client = client(host.origin(), Duration.ofMinutes(4))) {
            client.start("Order", 1, StartOptions.defaults().traceParent(given));

            assertThat(host.requests())
                    .extracting(OpenTelemetryObserverTest::traceParent)
                    .containsExactly(given);
        }
    }

    @Test
    void aFailedCallIsASpanWithAnError() {
        URI nobody = URI.create("http://127.0.0.1:" + ScriptedHost.freePort());
        try (DurableClient client = client(nobody, Duration.ofMillis(50))) {
            assertThatThrownBy(() -> client.status("one")).isInstanceOf(HostUnavailableException.class);
        }
        assertThat(ended.spans).singleElement().satisfies(span -> {
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(span.getAttributes().get(AttributeKey.stringKey("error.type")))
                    .isEqualTo(HostUnavailableException.class.getName());
        });
    }

    private DurableClient client(URI origin, Duration deadline) {
        return DurableClient.builder()
                .origin(origin)
                .privateSession()
                .deadline(deadline)
                .observer(OpenTelemetryObserver.of(openTelemetry))
                .build();
    }

    private static String traceParent(Request request) {
        return request.header("traceparent").orElse("");
    }
}
