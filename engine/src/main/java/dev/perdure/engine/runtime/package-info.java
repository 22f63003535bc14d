/**
 * What makes the state machine run: one writer thread per partition ({@link dev.perdure.engine.runtime.Partition}), one
 * committer for all ({@link dev.perdure.engine.runtime.Committer}), and the dispatch of work items to workers. Nothing
 * in here is durable: after a crash all of it is derived again from the state.
 */
@NullMarked
package dev.perdure.engine.runtime;

import org.jspecify.annotations.NullMarked;
