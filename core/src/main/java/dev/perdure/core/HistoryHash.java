package dev.perdure.core;

/**
 * The rolling hash by which host and worker agree that they mean the same history. Every answered turn carries an answer
 * id, a random number that is never zero; the hash after the turn is made of the hash before it and that id. Two answers
 * to one turn have two ids, so a worker that holds an orchestrator live behind an answer the host did not take ends up
 * with another hash than the host.
 *
 * <p>Thread-safe: stateless.
 */
public final class HistoryHash {

    /** The hash before the first turn of an execution. */
    public static final long EMPTY = 0;

    private HistoryHash() {}

    /** The hash after a turn that began at hash {@code previous} and was answered under {@code answerId}. */
    public static long next(long previous, long answerId) {
        // The finisher of SplitMix64: every bit of the input changes about half the bits of the output.
        long z = previous * 31 + answerId;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
