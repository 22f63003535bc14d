/** Random orchestrator programs, to see that live, replayed and evicted runs of one program are the same run. */
@NullMarked
package dev.perdure.simulator.programs;

import org.jspecify.annotations.NullMarked;
