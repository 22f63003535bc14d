/** Bugs planted to see whether the simulator finds them. */
@NullMarked
package dev.perdure.simulator.planted;

import org.jspecify.annotations.NullMarked;
