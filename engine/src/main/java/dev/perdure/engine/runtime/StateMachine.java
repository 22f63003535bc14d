package dev.perdure.engine.runtime;

import dev.perdure.engine.process.Decision;
import dev.perdure.engine.process.Processor;
import dev.perdure.engine.record.Command;
import dev.perdure.engine.state.Applier;
import dev.perdure.engine.state.Event;
import dev.perdure.engine.state.Overlay;
import dev.perdure.engine.state.PartitionState;
import dev.perdure.engine.storage.Mutation;
import dev.perdure.engine.storage.Storage;
import java.util.List;
import java.util.function.Consumer;

/**
 * One partition as a pure fold: commands in, state and mutations out. Live processing and the replay of a log both run
 * through here, so the same commands give the same state whatever the batches.
 *
 * <p>Confined to its partition.
 */
public final class StateMachine {

    private final PartitionState state;
    private final Overlay overlay;
    private final Processor processor;
    private final Applier applier;
    private final Decider decider;

    /** The partition as it was last committed to {@code storage}. */
    public StateMachine(Storage storage, int partition, int partitions, int cachedInstances) {
        this(storage, partition, partitions, cachedInstances, Decider.AS_DECIDED);
    }

    /** As the other, with every decision passed through {@code decider} before it is applied. */
    public StateMachine(Storage storage, int partition, int partitions, int cachedInstances, Decider decider) {
        this.overlay = new Overlay(storage);
        this.state = new PartitionState(partition, partitions, overlay, cachedInstances);
        this.processor = new Processor(state);
        this.applier = new Applier(state);
        this.decider = decider;
    }

    /** The state including what is not committed yet. */
    public PartitionState state() {
        return state;
    }

    /**
     * Processes one command and applies what it leads to.
     *
     * @param onEvent told of each event after it was applied
     * @throws IllegalArgumentException if the command's time lies before the state's
     */
    public Decision run(Command command, Consumer<Event> onEvent) {
        if (command.getTime() < state.time()) {
            throw new IllegalArgumentException(
                    "A command of time " + command.getTime() + " comes after " + state.time());
        }
        Decision decision = decider.decided(command, processor.process(command));
        applier.apply(new Event.CommandTaken(command.getTime()));
        for (Event event : decision.events()) {
            applier.apply(event);
            onEvent.accept(event);
        }
        return decision;
    }

    /** Whether nothing has changed since the last seal. */
    public boolean isClean() {
        return applier.isClean();
    }

    /** Closes the current batch and returns what is to be written. */
    public List<Mutation> seal() {
        return applier.seal();
    }

    /** The oldest sealed batch is in the storage now. */
    public void committed() {
        overlay.committed();
    }
}
