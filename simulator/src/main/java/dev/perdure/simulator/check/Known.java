package dev.perdure.simulator.check;

/** What clients have asked for and may therefore happen to an instance. */
public interface Known {

    /** Whether a purge of this instance by its id is under way. */
    boolean purgeAsked(String instanceId);

    /** Whether anyone has purged, or the hub purges, ended instances by their status. */
    boolean purgeOfManyAsked();

    /** Whether the instance may have ended so lately that the store has never shown it as ended. */
    boolean mayJustHaveEnded(String instanceId);

    /** Whether anyone has asked to rewind this instance, or one above it. */
    boolean rewindAsked(String instanceId);

    /** Whether anyone has asked to start this id again over what is there, or to restart it. */
    boolean replacementAsked(String instanceId);

    /** Whether anyone has asked to restart an instance under this id. */
    boolean restartAsked(String instanceId);

    /** Whether a worker has carried this activity out. */
    boolean activityRan(String executionId, int taskId);

    /** Whether this event was ever sent. */
    boolean eventSent(String eventId);

    /** The latest time that any clock has shown, in microseconds since 1970. */
    long latestTime();
}
