/**
 * Runs orchestrators: one virtual thread each, which pulls history events one at a time, in order, and parks when there
 * are none left. Main type: {@link dev.perdure.sdk.internal.executor.LiveOrchestrator}. It knows nothing of hosts,
 * connections and clocks. Not part of the public API.
 */
@NullMarked
package dev.perdure.sdk.internal.executor;

import org.jspecify.annotations.NullMarked;
