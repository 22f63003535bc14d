/** What clients and user code do. */
@NullMarked
package dev.perdure.simulator.workload;

import org.jspecify.annotations.NullMarked;
