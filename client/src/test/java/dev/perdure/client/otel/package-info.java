/** The client's spans, made by the OpenTelemetry SDK. */
@NullMarked
package dev.perdure.client.otel;

import org.jspecify.annotations.NullMarked;
