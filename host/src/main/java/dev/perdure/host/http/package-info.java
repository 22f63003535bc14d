/**
 * The management API of the Durable Functions HTTP contract, as plain functions from
 * {@link dev.perdure.host.http.ApiRequest} to {@link dev.perdure.host.http.ApiResponse}. Main type:
 * {@link dev.perdure.host.http.ManagementApi}. Knows no HTTP server, no socket and no storage.
 */
@NullMarked
package dev.perdure.host.http;

import org.jspecify.annotations.NullMarked;
