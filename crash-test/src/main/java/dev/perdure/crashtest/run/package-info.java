/**
 * Runs of the crash test: what is done to the processes, and the table that tells of it. Main type:
 * {@link dev.perdure.crashtest.run.Stage}.
 */
@NullMarked
package dev.perdure.crashtest.run;

import org.jspecify.annotations.NullMarked;
