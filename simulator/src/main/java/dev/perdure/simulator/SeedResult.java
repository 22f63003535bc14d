package dev.perdure.simulator;

import dev.perdure.simulator.report.Coverage;
import dev.perdure.simulator.report.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of one simulation.
 *
 * @param steps taken, those after the last fault included
 * @param crashes how often the host ended without being asked to
 * @param commands processed
 * @param hash of all that happened: equal for equal runs
 * @param violation the invariant that broke, or null
 * @param trace the last lines about what broke; empty if nothing did
 */
public record SeedResult(
        SeedSettings settings,
        int steps,
        int crashes,
        long commands,
        long hash,
        Coverage coverage,
        @Nullable Violation violation,
        List<String> trace) {}
