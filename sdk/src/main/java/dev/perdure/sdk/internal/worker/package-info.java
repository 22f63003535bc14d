/**
 * Serves work items: turns on the threads of their orchestrators, activities on threads of their own, over a connection
 * that is made again whenever it breaks. Main type: {@link dev.perdure.sdk.internal.worker.WorkerLoop}. A caller with a
 * schedule of its own drives {@link dev.perdure.sdk.internal.worker.SteppedWorker} instead. Not part of the public API.
 */
@NullMarked
package dev.perdure.sdk.internal.worker;

import org.jspecify.annotations.NullMarked;
