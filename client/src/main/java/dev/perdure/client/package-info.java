/**
 * The client: every management operation of the Durable Functions HTTP API, over one shared, pooled, self-healing
 * session. The main type is {@link dev.perdure.client.DurableClient}. It must not depend on the SDK, the engine or the
 * host.
 */
@NullMarked
package dev.perdure.client;

import org.jspecify.annotations.NullMarked;
