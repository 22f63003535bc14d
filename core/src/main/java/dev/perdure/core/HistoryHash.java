package dev.perdure.core;

/**
 * The rolling hash over the committed turns of one execution. Host and worker compute it alike: a worker that still
 * holds an orchestrator live goes on with it only if the host names the hash the worker itself expects, which proves
 * that the turns committed are exactly the ones this worker answered.
 *
 * <p>Thread-safe: stateless.
 */
public final class HistoryHash {

    /** The hash before the first turn. */
    public static final long EMPTY = 0;

    private HistoryHash() {}

    /**
     * The hash after one more committed turn.
     *
     * @param previous the hash before it
     * @param answerId the random id the worker gave its answer ({@code OrchestratorResponse.perdureAnswerId}); 0 for a
     *     worker that gives none and therefore never continues live
     */
    public static long next(long previous, long answerId) {
        long z = previous * 31 + answerId + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
