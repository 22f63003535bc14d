package dev.perdure.crashtest.judge;

import dev.perdure.crashtest.journal.ActivityRun;
import dev.perdure.crashtest.journal.Disturbance;
import java.util.Collection;

/**
 * An activity that ran once more for the same task. Immutable.
 *
 * @param earlier the run before
 * @param later the run that is one more
 */
record Rerun(ActivityRun earlier, ActivityRun later, Cause cause) {

    /** Why. */
    public enum Cause {
        /** The host was killed while the first run, or its result, was under way. */
        HOST_KILLED,
        /** The host was paused meanwhile. */
        HOST_PAUSED,
        /** The worker of the first run was killed. */
        WORKER_KILLED,
        /** The worker of the first run, or of an earlier delivery that it ran later, was paused. */
        WORKER_PAUSED,
        /** Nothing that was done explains it. */
        UNEXPLAINED
    }

    /** How long an item that was handed out before a disturbance may take until its run begins. */
    private static final long ON_ITS_WAY_NANOS = 2_000_000_000L;

    static Rerun of(ActivityRun earlier, ActivityRun later, Collection<Disturbance> disturbances) {
        Cause cause = Cause.UNEXPLAINED;
        for (Disturbance one : disturbances) {
            if (one.beganNanos() < later.nanos() && one.endedNanos() + ON_ITS_WAY_NANOS > earlier.nanos()) {
                boolean killed = one.kind() == Disturbance.Kind.KILL;
                if (one.ofHost()) {
                    cause = killed ? Cause.HOST_KILLED : Cause.HOST_PAUSED;
                } else if (one.process().equals(later.worker()) && !killed) {
                    // It was delivered before the pause, and overtaken by the delivery to another.
                    return new Rerun(earlier, later, Cause.WORKER_PAUSED);
                } else if (one.process().equals(earlier.worker())) {
                    // The worker's own fate explains more than what happened to the host at about the same time.
                    return new Rerun(earlier, later, killed ? Cause.WORKER_KILLED : Cause.WORKER_PAUSED);
                }
            }
        }
        return new Rerun(earlier, later, cause);
    }
}
