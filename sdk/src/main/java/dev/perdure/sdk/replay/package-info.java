/**
 * Recorded histories against the code of today. Main type: {@link dev.perdure.sdk.replay.HistoryReplayer}. It must not
 * depend on a host or a connection to one.
 */
@NullMarked
package dev.perdure.sdk.replay;

import org.jspecify.annotations.NullMarked;
