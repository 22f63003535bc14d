/**
 * The HTTP session: internal to the client, no part of its API. The main type is
 * {@link dev.perdure.client.session.HttpSession}, the {@link dev.perdure.client.spi.Transport} over pooled HTTP/1.1
 * connections; {@link dev.perdure.client.session.SharedSessions} hands it out. It must not depend on what the requests
 * mean: operations and payloads belong to {@link dev.perdure.client.DurableClient}.
 */
@NullMarked
package dev.perdure.client.session;

import org.jspecify.annotations.NullMarked;
