/** The model of everything around the engine: disk, clock, link, workers. */
@NullMarked
package dev.perdure.simulator.world;

import org.jspecify.annotations.NullMarked;
