package dev.perdure.engine;

import dev.perdure.engine.record.Command;

/**
 * Is shown every command in the order in which a partition processes it: the log of which the state is a fold.
 *
 * <p>Called in the partition's thread; an implementation must be quick and handle partitions that call at once.
 */
@FunctionalInterface
public interface CommandRecorder {

    /** Records nothing. */
    CommandRecorder NONE = (partition, command) -> {};

    void record(int partition, Command command);
}
