package dev.perdure.simulator.world;

/** The machine loses its power: the process goes no further. */
public final class PowerLoss extends Error {

    private static final long serialVersionUID = 1L;

    PowerLoss() {
        super("power lost", null, false, false);
    }
}
