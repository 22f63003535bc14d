package dev.perdure.engine.runtime;

/**
 * How long a batch waits before it is handed over, for the answers to turns that left before it: a completion and the
 * turn it triggers then share one sync. Only turns of the present batch count: a slow one holds up no batch but its own.
 *
 * <p>Confined to its partition.
 */
final class Linger {

    /** Nanoseconds that an answer from this process may take. */
    static final long IN_PROCESS_MAX = 200_000;

    /** Nanoseconds that an answer from another process may take. */
    static final long REMOTE_MAX = 700_000;

    private long batch;
    private int unanswered;
    private long nanos;

    /** A turn leaves ahead of the present batch; returns the number of that. */
    long left(boolean remote) {
        unanswered++;
        nanos = Math.max(nanos, remote ? REMOTE_MAX : IN_PROCESS_MAX);
        return batch;
    }

    /** A turn that left ahead of this batch is answered or lost. */
    void landed(long ofBatch) {
        if (ofBatch == batch) {
            unanswered--;
        }
    }

    /** The present batch is handed over. */
    void next() {
        batch++;
        unanswered = 0;
        nanos = 0;
    }

    /** How long to wait for the next task; 0 if no answer is awaited. */
    long nanos() {
        return unanswered > 0 ? nanos : 0;
    }
}
