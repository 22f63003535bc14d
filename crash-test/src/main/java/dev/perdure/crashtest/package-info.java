/**
 * Crash tests on real processes: {@code perdure crash-test}. Main type: {@link dev.perdure.crashtest.CrashTestCommand}.
 * Uses everything, is used by nothing.
 */
@NullMarked
package dev.perdure.crashtest;

import org.jspecify.annotations.NullMarked;
