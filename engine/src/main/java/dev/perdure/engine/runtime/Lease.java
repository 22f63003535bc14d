package dev.perdure.engine.runtime;

/** One delivery of a work item to one worker. Volatile: a restart forgets it. Immutable. */
sealed interface Lease {

    ConnectedWorker worker();

    String token();

    /** When it ends, in hub time; {@link Long#MAX_VALUE} for a worker in this process. */
    long deadline();

    /** A turn of an instance. */
    record OfTurn(ConnectedWorker worker, String token, long deadline, Partition partition, String instanceId)
            implements Lease {}

    /** An activity. */
    record OfActivity(ConnectedWorker worker, String token, long deadline, ActivityItem item) implements Lease {}
}
