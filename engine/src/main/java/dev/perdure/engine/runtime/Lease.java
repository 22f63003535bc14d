package dev.perdure.engine.runtime;

import dev.perdure.core.protocol.ActivityResponse;

/** One delivery of a work item to one worker. Volatile: a restart forgets it. Immutable. */
sealed interface Lease {

    ConnectedWorker worker();

    String token();

    /** When it began, in hub time. */
    long since();

    /** When it ends, in hub time; {@link Long#MAX_VALUE} for a worker in this process. */
    long deadline();

    /** Whether this is an answer to what was delivered; a token may come back under another task's name. */
    default boolean isOf(ActivityResponse response) {
        return this instanceof OfActivity activity
                && activity.item().instanceId().equals(response.getInstanceId())
                && activity.item().request().getTaskId() == response.getTaskId();
    }

    /** A turn of an instance. */
    record OfTurn(
            ConnectedWorker worker, String token, long since, long deadline, Partition partition, String instanceId)
            implements Lease {}

    /** A batch of operations of an entity. */
    record OfEntity(
            ConnectedWorker worker, String token, long since, long deadline, Partition partition, String entityId)
            implements Lease {}

    /**
     * An activity.
     *
     * @param heard when its last heartbeat came, in hub time; 0 if none has
     */
    record OfActivity(ConnectedWorker worker, String token, long since, long heard, long deadline, ActivityItem item)
            implements Lease {

        OfActivity heardAt(long time, long newDeadline) {
            return new OfActivity(worker, token, since, time, newDeadline, item);
        }
    }
}
