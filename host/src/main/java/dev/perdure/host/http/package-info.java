/**
 * The HTTP door: the management API of the Durable Functions HTTP contract as plain functions from
 * {@link dev.perdure.host.http.ApiRequest} to {@link dev.perdure.host.http.ApiResponse}, and a thin adaptor that serves
 * them on a socket. Main types: {@link dev.perdure.host.http.ManagementApi} and
 * {@link dev.perdure.host.http.HttpDoor}. Only {@code HttpDoor} and its neighbours that say so may know the HTTP
 * server; nothing here may know the storage.
 */
@NullMarked
package dev.perdure.host.http;

import org.jspecify.annotations.NullMarked;
