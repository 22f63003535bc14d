/**
 * The processes of a crash test. Main type: {@link dev.perdure.crashtest.process.ChildProcess}. It must not know what they
 * are for.
 */
@NullMarked
package dev.perdure.crashtest.process;

import org.jspecify.annotations.NullMarked;
