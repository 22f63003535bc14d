package dev.perdure.sdk.internal.executor;

import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import dev.perdure.core.EntityId;
import dev.perdure.core.protocol.EntityOperationSignaledEvent;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.SendEntityMessageAction;
import dev.perdure.sdk.CriticalSection;
import dev.perdure.sdk.RetryHandler;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an orchestrator does with entities, and the rules inside a critical section: there it calls locked entities only,
 * signals others only, and starts neither a second section nor a sub-orchestration, as each of them could wait for a lock
 * that it holds itself.
 *
 * <p>Confined to the orchestrator's thread.
 */
final class Entities {

    private final OrchestratorRun run;
    /** Of the execution, as the host forgets nothing of an earlier one's requests. */
    private final String origin;

    private long requests;
    private @Nullable Section open;

    Entities(OrchestratorRun run, String instanceId, String executionId) {
        this.run = run;
        this.origin = instanceId + "/" + executionId;
    }

    <R> EntityCall<R> call(
            EntityId entity, String operation, @Nullable String input, Type type, @Nullable RetryHandler retry) {
        Section section = open;
        if (section != null && !section.entities().contains(entity)) {
            throw new IllegalStateException(
                    "Entity '" + entity + "' is not locked by this critical section, so it cannot"
                            + " be called in it; lock it too, or call it outside. Locked: " + section.entities() + ".");
        }
        return new EntityCall<>(
                run, this::newId, entity, Objects.requireNonNull(operation, "operation"), input, type, retry);
    }

    void signal(EntityId entity, String operation, @Nullable String input, @Nullable Instant at) {
        Section section = open;
        if (section != null && section.entities().contains(entity)) {
            throw new IllegalStateException("Entity '" + entity
                    + "' is locked by this critical section, so it is to be called in it, not signalled.");
        }
        EntityOperationSignaledEvent.Builder signal = EntityOperationSignaledEvent.newBuilder()
                .setRequestId(newId())
                .setOperation(Objects.requireNonNull(operation, "operation"))
                .setTargetInstanceId(StringValue.of(entity.toString()));
        if (input != null) {
            signal.setInput(StringValue.of(input));
        }
        if (at != null) {
            signal.setScheduledTime(
                    Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()));
        }
        run.issued()
                .issue(OrchestratorAction.newBuilder()
                        .setSendEntityMessage(
                                SendEntityMessageAction.newBuilder().setEntityOperationSignaled(signal)));
    }

    /** Waits for the locks. */
    CriticalSection lock(Collection<EntityId> entities) {
        requireOutside("begin another one");
        if (entities.isEmpty()) {
            throw new IllegalArgumentException("A critical section needs at least one entity to lock.");
        }
        List<EntityId> sorted = entities.stream()
                .distinct()
                .sorted(Comparator.comparing(EntityId::toString))
                .toList();
        LockWait locks = new LockWait(run, newId(), sorted);
        run.pullUntilDone(locks);
        Section section = new Section(sorted, locks);
        open = section;
        return section;
    }

    /**
     * Checks that no critical section is open.
     *
     * @param what what the code is about to do, as in "it cannot ..."
     */
    void requireOutside(String what) {
        if (open != null) {
            throw new IllegalStateException("The orchestrator is in a critical section, in which it cannot " + what
                    + "; close the section first.");
        }
    }

    private String newId() {
        return DeterministicUuid.of(origin, run.currentInstant(), requests++).toString();
    }

    /** The open section, or one that was. */
    private final class Section implements CriticalSection {

        private final List<EntityId> entities;
        private final LockWait locks;
        private boolean closed;

        Section(List<EntityId> entities, LockWait locks) {
            this.entities = entities;
            this.locks = locks;
        }

        @Override
        public List<EntityId> entities() {
            return entities;
        }

        @Override
        public void close() {
            run.live().requireOwnThread();
            if (!closed) {
                closed = true;
                open = null;
                locks.release();
            }
        }
    }
}
