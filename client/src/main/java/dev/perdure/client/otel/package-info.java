/**
 * The client's calls as OpenTelemetry spans. The main type is {@link dev.perdure.client.otel.OpenTelemetryObserver}. Needs
 * {@code opentelemetry-api} on the class path, which the client does not bring; nothing else of the client refers to this
 * package.
 */
@NullMarked
package dev.perdure.client.otel;

import org.jspecify.annotations.NullMarked;
