package dev.perdure.benchmarks.engine;

import java.io.IOException;

/** One of the workloads W1 to W8. */
@FunctionalInterface
interface EngineWorkload {

    /** Measures it and hands over its rows. */
    void measure(Plan plan) throws IOException, InterruptedException;
}
