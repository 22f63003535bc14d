package dev.perdure.engine.committed;

import com.google.protobuf.Timestamp;
import dev.perdure.core.protocol.EntityOperationCalledEvent;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.engine.EntityView;
import dev.perdure.engine.Why;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Completes what an instance waits for by what only the store knows: who holds a lock, which calls of entities have no
 * answer yet. Thread-safe. To be called on platform threads.
 */
public final class EntityWaits {

    private final CommittedReads instances;
    private final EntityReads entities;

    public EntityWaits(CommittedReads instances, EntityReads entities) {
        this.instances = instances;
        this.entities = entities;
    }

    /** The whole answer. Reads the history of the instance, and the entities of its locks. */
    public Why complete(Why why) {
        if (why.status().isTerminal()) {
            return why;
        }
        List<Why.Reason> reasons = new ArrayList<>();
        List<Why.Reason> events = new ArrayList<>();
        for (Why.Reason reason : why.reasons()) {
            switch (reason) {
                case Why.EntityLock lock -> reasons.add(located(lock, why.instanceId()));
                case Why.ExternalEvent event -> events.add(event);
                default -> reasons.add(reason);
            }
        }
        List<Why.EntityCall> calls = calls(why.instanceId());
        reasons.addAll(calls);
        reasons.addAll(events);
        long total = why.total() + calls.size();
        if (total == 0) {
            reasons.add(new Why.ExternalEvent(null, null));
            total = 1;
        }
        return new Why(
                why.instanceId(),
                why.executionId(),
                why.status(),
                why.asOf(),
                why.eventsWaiting(),
                reasons.subList(0, Math.min(reasons.size(), Why.REASONS_MAX)),
                total);
    }

    private Why.EntityLock located(Why.EntityLock lock, String owner) {
        for (String entityId : lock.lockSet()) {
            @Nullable
            String holder =
                    entities.entity(entityId, false).map(EntityView::lockedBy).orElse(null);
            if (!owner.equals(holder)) {
                return new Why.EntityLock(lock.criticalSectionId(), lock.lockSet(), entityId, holder);
            }
        }
        return lock;
    }

    private List<Why.EntityCall> calls(String instanceId) {
        Map<String, Why.EntityCall> open = new LinkedHashMap<>();
        for (HistoryEvent event : instances.history(instanceId)) {
            switch (event.getEventTypeCase()) {
                case ENTITYOPERATIONCALLED -> {
                    EntityOperationCalledEvent call = event.getEntityOperationCalled();
                    open.put(
                            call.getRequestId(),
                            new Why.EntityCall(
                                    call.getTargetInstanceId().getValue(),
                                    call.getOperation(),
                                    at(event.getTimestamp())));
                }
                case ENTITYOPERATIONCOMPLETED ->
                    open.remove(event.getEntityOperationCompleted().getRequestId());
                case ENTITYOPERATIONFAILED ->
                    open.remove(event.getEntityOperationFailed().getRequestId());
                default -> {}
            }
        }
        return List.copyOf(open.values());
    }

    private static Instant at(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }
}
