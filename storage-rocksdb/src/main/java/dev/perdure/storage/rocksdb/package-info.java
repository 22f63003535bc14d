/**
 * The store of an embedded or single server: one folder on a local disk, kept by RocksDB. Main type: {@link
 * dev.perdure.storage.rocksdb.RocksStorage}. It knows keys and values only: it must not depend on the engine beyond
 * {@code dev.perdure.engine.storage}.
 */
@NullMarked
package dev.perdure.storage.rocksdb;

import org.jspecify.annotations.NullMarked;
