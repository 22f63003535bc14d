/**
 * Durable HTTP: calls of HTTP services that an orchestrator makes through a worker. Main type:
 * {@link dev.perdure.sdk.http.DurableHttpRequest}, for {@code ctx.callHttp(request)}. Depends on nothing that runs them.
 */
@NullMarked
package dev.perdure.sdk.http;

import org.jspecify.annotations.NullMarked;
