/**
 * Reads of committed state that go past the partitions. Never sees what a partition is working on, and knows nothing of
 * commands, threads or workers.
 */
@NullMarked
package dev.perdure.engine.read;

import org.jspecify.annotations.NullMarked;
