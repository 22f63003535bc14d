package dev.perdure.engine.runtime;

import dev.perdure.engine.CommandRecorder;
import dev.perdure.engine.EngineOptions;
import dev.perdure.engine.Why;
import dev.perdure.engine.storage.Storage;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * The parts of an engine without their threads: the same partitions, committer, dispatcher and readers as in
 * {@link Hub}, each of which takes a step when the caller says so. What happens is a function of the storage, the clock,
 * the generator and the order of the calls.
 *
 * <p>Confined to one thread, platform or virtual. A hub that is no longer stepped is as one that was killed.
 */
public final class SteppedHub {

    private final QueuedReads reads = new QueuedReads();
    private final Hub hub;

    /**
     * As the hub of a running engine; nothing is done yet. {@link #recover} comes first, for every partition.
     *
     * @param link the way of messages between partitions
     * @param decider what becomes of each decision
     */
    public SteppedHub(
            Storage storage,
            EngineOptions options,
            InstantSource clock,
            RandomGenerator random,
            CommandRecorder recorder,
            Link link,
            Decider decider) {
        this.hub = new Hub(storage, options, clock, random, recorder, new Readers(reads), link, decider);
    }

    /** The hub, for requests. Not to be started or closed. */
    public Hub hub() {
        return hub;
    }

    public int partitions() {
        return hub.partitionCount();
    }

    /** Has a partition derive again what a restart forgets. Once, before its first step. */
    public void recover(int partition) {
        hub.partition(partition).recoverNow();
    }

    /** Whether a partition has something to do, and room for another batch under way. */
    public boolean hasWork(int partition) {
        return hub.partition(partition).hasWork();
    }

    /**
     * Has a partition take up to {@code max} of its tasks, and what is due, and hand the batch over.
     *
     * @return whether it did anything
     */
    public boolean step(int partition, int max) {
        return hub.partition(partition).stepNow(max);
    }

    /** When something of a partition is due at the earliest. Microseconds since 1970. */
    public long nextDue(int partition) {
        return hub.partition(partition).nextDue();
    }

    /** How many batches wait to be committed. */
    public int batchesWaiting() {
        return hub.committer().waiting();
    }

    /** Commits the first {@code max} batches that wait in one write, and lets their effects out. */
    public void commit(int max) {
        hub.committer().commitNow(max);
    }

    /** How many reads wait. */
    public int readsWaiting() {
        return reads.size();
    }

    /** Runs the read that has waited longest, if there is one. */
    public void read() {
        reads.runOne();
    }

    /** What the hub's ticker does twice a second: looks at the clock, at leases and at what is to be purged. */
    public void tick() {
        hub.tickOnce();
    }

    /** What an instance waits for; empty if there is none. Answered by its partition, after the next commit. */
    public CompletableFuture<Optional<Why>> why(String instanceId) {
        return hub.partitionOf(instanceId).why(instanceId).thenApply(why -> why.map(hub::completed));
    }
}
