/**
 * Says from the journals whether a run lost, doubled or stuck something. Main type:
 * {@link dev.perdure.crashtest.judge.Judge}. Pure: it reads no file, no clock and no host.
 */
@NullMarked
package dev.perdure.crashtest.judge;

import org.jspecify.annotations.NullMarked;
