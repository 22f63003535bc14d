package dev.perdure.simulator.programs;

/** How a program is run. */
enum RunMode {
    /** Its thread stays parked between turns. */
    LIVE,
    /** Replayed from the beginning at every turn. */
    REPLAYED,
    /** Let go now and then, with its thread unwound. */
    EVICTED
}
