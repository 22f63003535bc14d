/**
 * The durable engine of one task hub. Its one door is {@link dev.perdure.engine.TaskHubEngine}. It knows no sockets, no
 * database and no wall clock: storage, time and randomness are handed in.
 */
@NullMarked
package dev.perdure.engine;

import org.jspecify.annotations.NullMarked;
