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

    /** What its worker was asked. */
    Leases.Asked asked();

    /** The same with another end. */
    Lease until(long newDeadline);

    /** Whether this is an answer to what was delivered; a token may come back under another task's name. */
    default boolean isOf(ActivityResponse response) {
        return this instanceof OfActivity activity
                && activity.item().instanceId().equals(response.getInstanceId())
                && activity.item().request().getTaskId() == response.getTaskId();
    }

    /**
     * A turn of an instance.
     *
     * @param orchestrator its name with its version
     * @param delivery 1, or more if the turn was lost
     */
    record OfTurn(
            ConnectedWorker worker,
            String token,
            long since,
            long deadline,
            Partition partition,
            String instanceId,
            String orchestrator,
            int delivery)
            implements Lease {

        @Override
        public Leases.Asked asked() {
            return new Leases.Asked(instanceId, Leases.Asked.TURN);
        }

        @Override
        public Lease until(long newDeadline) {
            return new OfTurn(worker, token, since, newDeadline, partition, instanceId, orchestrator, delivery);
        }
    }

    /** A batch of operations of an entity. */
    record OfEntity(
            ConnectedWorker worker, String token, long since, long deadline, Partition partition, String entityId)
            implements Lease {

        @Override
        public Leases.Asked asked() {
            return new Leases.Asked(entityId, Leases.Asked.ENTITY);
        }

        @Override
        public Lease until(long newDeadline) {
            return new OfEntity(worker, token, since, newDeadline, partition, entityId);
        }
    }

    /**
     * An activity.
     *
     * @param heard when its last heartbeat came, in hub time; 0 if none has
     */
    record OfActivity(ConnectedWorker worker, String token, long since, long heard, long deadline, ActivityItem item)
            implements Lease {

        @Override
        public Leases.Asked asked() {
            return new Leases.Asked(item.instanceId(), item.request().getTaskId());
        }

        @Override
        public Lease until(long newDeadline) {
            return new OfActivity(worker, token, since, heard, newDeadline, item);
        }

        OfActivity heardAt(long time, long newDeadline) {
            return new OfActivity(worker, token, since, time, newDeadline, item);
        }
    }
}
