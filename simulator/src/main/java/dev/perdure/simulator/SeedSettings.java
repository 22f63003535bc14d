package dev.perdure.simulator;

import dev.perdure.simulator.planted.PlantedBug;
import org.jspecify.annotations.Nullable;

/**
 * What one simulation is to do.
 *
 * @param seed from which everything follows
 * @param steps how many steps are taken before the faults end
 * @param bug the bug that is planted, or null
 */
public record SeedSettings(long seed, int steps, @Nullable PlantedBug bug) {}
