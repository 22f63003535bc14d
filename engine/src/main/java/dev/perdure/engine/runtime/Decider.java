package dev.perdure.engine.runtime;

import dev.perdure.engine.process.Decision;
import dev.perdure.engine.record.Command;

/**
 * What a partition does with a decision of the pure core: takes it as it is, but where the simulator plants a bug to see
 * whether it finds it.
 */
@FunctionalInterface
public interface Decider {

    /** Changes nothing. */
    Decider AS_DECIDED = (command, decision) -> decision;

    /** The decision to apply. Called in the partition's thread. */
    Decision decided(Command command, Decision decision);
}
