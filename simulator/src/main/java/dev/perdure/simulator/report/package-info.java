/** What a simulation tells: which invariant broke, what happened before, which features met which faults. */
@NullMarked
package dev.perdure.simulator.report;

import org.jspecify.annotations.NullMarked;
