/** Real servers for the client's tests: raw sockets that follow a script, so that they can also misbehave. */
@NullMarked
package dev.perdure.client.scripted;

import org.jspecify.annotations.NullMarked;
