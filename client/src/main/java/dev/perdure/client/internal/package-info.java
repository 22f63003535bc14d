/**
 * How the operations of the client become requests of the Durable Functions HTTP API and how its answers are read. Begin at
 * {@link dev.perdure.client.internal.HostCalls}. Not for users: anything here may change. It must not depend on a session:
 * a {@link dev.perdure.client.spi.Transport} is all it sees of the way.
 */
@NullMarked
package dev.perdure.client.internal;

import org.jspecify.annotations.NullMarked;
