package dev.perdure.engine.state;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.core.EntityId;
import dev.perdure.engine.record.GivenUpRecord;
import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.StorageException;

/**
 * The part of {@link Applier} that keeps the list of work given up: one row for an instance or entity, until it is
 * rewound, replaced or removed. Confined to its partition.
 */
final class GivenUpWork {

    private final PartitionState state;
    private final Overlay overlay;

    GivenUpWork(PartitionState state) {
        this.state = state;
        this.overlay = state.overlay();
    }

    /** Puts it in the list, in place of what was given up of the same instance or entity before. */
    void add(String id, GivenUpRecord work) {
        byte[] key = Keys.instance(state.partition(), id);
        byte[] before = mark(id) ? overlay.get(Family.GIVEN_UP, key) : null;
        GivenUpRecord.Builder record = work.toBuilder();
        if (before != null) {
            record.setTimes(work.getTimes() + times(id, before));
        }
        overlay.put(Family.GIVEN_UP, key, record.build().toByteArray());
    }

    void forget(InstanceState instance) {
        if (instance.hasGivenUpWork()) {
            instance.givenUpWork(false);
            remove(instance.instanceId());
        }
    }

    void forget(EntityState entity) {
        if (entity.record().getGivenUp()) {
            entity.record().setGivenUp(false);
            remove(entity.entityId());
        }
    }

    private void remove(String id) {
        overlay.delete(Family.GIVEN_UP, Keys.instance(state.partition(), id));
    }

    /** Notes that there is a row, and returns whether there was one before. */
    private boolean mark(String id) {
        if (EntityId.isEntity(id)) {
            EntityState entity = state.entities().entity(id);
            if (entity == null) {
                throw absent(id);
            }
            boolean before = entity.record().getGivenUp();
            entity.record().setGivenUp(true);
            state.entities().changed.add(id);
            return before;
        }
        InstanceState instance = state.instance(id);
        if (instance == null) {
            throw absent(id);
        }
        boolean before = instance.hasGivenUpWork();
        instance.givenUpWork(true);
        state.changedInstances.add(id);
        return before;
    }

    private static long times(String id, byte[] before) {
        try {
            return GivenUpRecord.parseFrom(before).getTimes();
        } catch (InvalidProtocolBufferException e) {
            throw new StorageException(
                    "The store is damaged: the work given up of " + id + " cannot be read. Restore a backup.", e);
        }
    }

    private static IllegalStateException absent(String id) {
        return new IllegalStateException("Work of " + id + " was given up, which does not exist.");
    }
}
