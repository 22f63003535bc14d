/**
 * The host: storage, engine and doors wired into one task hub. Main types: {@link dev.perdure.host.Host} (a server) and
 * {@link dev.perdure.host.TaskHub} (embedded). Holds no logic of its own: what a task hub does is the engine's.
 */
@NullMarked
package dev.perdure.host;

import org.jspecify.annotations.NullMarked;
