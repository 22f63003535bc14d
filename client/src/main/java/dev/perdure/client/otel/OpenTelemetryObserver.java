package dev.perdure.client.otel;

import dev.perdure.client.spi.CallObserver;
import dev.perdure.client.spi.TransportRequest;
import dev.perdure.client.spi.TransportResponse;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes one client span of every call, repetitions included, under the span that is current on the calling thread, and
 * sends its context along as the given OpenTelemetry propagates it: W3C {@code traceparent} and {@code tracestate} by
 * default. Attributes: {@code http.request.method}, {@code http.response.status_code}, {@code error.type},
 * {@code durabletask.task.instance_id}.
 *
 * <p>Thread-safe. To be given to {@link dev.perdure.client.DurableClientBuilder#observer}.
 */
public final class OpenTelemetryObserver implements CallObserver {

    private final Tracer tracer;
    private final TextMapPropagator propagator;

    private OpenTelemetryObserver(OpenTelemetry openTelemetry) {
        this.tracer = openTelemetry.getTracer("dev.perdure.client");
        this.propagator = openTelemetry.getPropagators().getTextMapPropagator();
    }

    /** An observer that makes its spans with {@code openTelemetry}. */
    public static OpenTelemetryObserver of(OpenTelemetry openTelemetry) {
        return new OpenTelemetryObserver(openTelemetry);
    }

    @Override
    public Observation begin(TransportRequest request) {
        Span span = tracer.spanBuilder(request.operation())
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("http.request.method", request.method())
                .startSpan();
        request.instanceId().ifPresent(id -> span.setAttribute("durabletask.task.instance_id", id));
        return new Spanned(span);
    }

    private final class Spanned implements Observation {

        private final Span span;

        Spanned(Span span) {
            this.span = span;
        }

        @Override
        public Map<String, String> headers() {
            Map<String, String> headers = new HashMap<>();
            propagator.inject(Context.current().with(span), headers, (carrier, name, value) -> {
                if (carrier != null) {
                    carrier.put(name, value);
                }
            });
            return headers;
        }

        @Override
        public void answered(TransportResponse response) {
            span.setAttribute("http.response.status_code", response.status());
            if (response.status() >= 400) {
                span.setAttribute("error.type", Integer.toString(response.status()));
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        }

        @Override
        public void failed(RuntimeException failure) {
            span.setAttribute("error.type", failure.getClass().getName());
            span.setStatus(StatusCode.ERROR, String.valueOf(failure.getMessage()));
            span.end();
        }
    }
}
