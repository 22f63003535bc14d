/**
 * The little that the engine asks of a database: an ordered map per family of keys, atomic synced batches, snapshots by
 * range. Main type: {@link dev.perdure.engine.storage.Storage}. Implementations live outside the engine and are held to
 * the conformance suite in the engine's tests.
 */
@NullMarked
package dev.perdure.engine.storage;

import org.jspecify.annotations.NullMarked;
