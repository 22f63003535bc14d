/**
 * The HTTP door: serves the management API, health, metrics and the root page on a socket, and keeps out who may not come
 * in. Main type: {@link dev.perdure.host.door.HttpDoor}. Only classes whose names begin with {@code Http} know the HTTP
 * server.
 */
@NullMarked
package dev.perdure.host.door;

import org.jspecify.annotations.NullMarked;
