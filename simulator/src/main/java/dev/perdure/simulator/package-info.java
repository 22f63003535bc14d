/** The simulator: many seeds, one after the other, and what came of them. */
@NullMarked
package dev.perdure.simulator;

import org.jspecify.annotations.NullMarked;
