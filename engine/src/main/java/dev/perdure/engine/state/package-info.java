/**
 * The state of one partition and the only code that changes it: {@link dev.perdure.engine.state.Applier} applies
 * {@link dev.perdure.engine.state.Event events} to a {@link dev.perdure.engine.state.PartitionState}. Knows nothing of
 * commands, threads, workers or time.
 */
@NullMarked
package dev.perdure.engine.state;

import org.jspecify.annotations.NullMarked;
