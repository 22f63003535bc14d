/**
 * What lies between a worker and a host: work items one way, completions the other. The same interface is
 * implemented by the host itself (in-process worker) and by the gRPC connection (worker process), so a worker cannot
 * tell them apart. Main type: {@link dev.perdure.core.worker.WorkHost}.
 */
@NullMarked
package dev.perdure.core.worker;

import org.jspecify.annotations.NullMarked;
