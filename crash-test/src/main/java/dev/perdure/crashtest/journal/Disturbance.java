package dev.perdure.crashtest.journal;

import java.util.Objects;

/**
 * Something that was done to a process. Immutable. Times are of the machine's monotonic clock, in nanoseconds.
 *
 * @param process {@link #HOST}, or the name of a worker process
 * @param beganNanos when it was killed or paused
 * @param endedNanos when its successor was ready, or it went on
 */
public record Disturbance(Kind kind, String process, long beganNanos, long endedNanos) {

    /** The host's name in disturbances. */
    public static final String HOST = "host";

    /** What was done. */
    public enum Kind {
        /** Killed by SIGKILL. */
        KILL,
        /** Stopped by SIGSTOP and let go on. */
        PAUSE
    }

    public Disturbance {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(process, "process");
    }

    /** Whether it was done to the host. */
    public boolean ofHost() {
        return process.equals(HOST);
    }
}
