package dev.perdure.sdk.internal.executor;

import com.google.protobuf.StringValue;
import dev.perdure.core.EntityId;
import dev.perdure.core.protocol.EntityLockRequestedEvent;
import dev.perdure.core.protocol.EntityUnlockSentEvent;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.SendEntityMessageAction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The wait for the locks of a critical section, and their release. Confined to the orchestrator's thread. */
final class LockWait extends DurableTask<@Nullable Void> {

    private final List<EntityId> entities;
    /** As the history knows the section: after a rewind not what this execution would call it. */
    private String sectionId;

    private boolean granted;

    LockWait(OrchestratorRun run, String sectionId, List<EntityId> entities) {
        super(run);
        this.sectionId = sectionId;
        this.entities = entities;
        EntityLockRequestedEvent.Builder request =
                EntityLockRequestedEvent.newBuilder().setCriticalSectionId(sectionId);
        entities.forEach(id -> request.addLockSet(id.toString()));
        int id = run.issued().issue(message(SendEntityMessageAction.newBuilder().setEntityLockRequested(request)));
        run.tasks().open(id, this);
        run.tasks().request(sectionId, this);
    }

    void knownAs(String id) {
        sectionId = id;
    }

    void granted() {
        granted = true;
    }

    void release() {
        for (EntityId entity : entities) {
            EntityUnlockSentEvent.Builder unlock = EntityUnlockSentEvent.newBuilder()
                    .setCriticalSectionId(sectionId)
                    .setTargetInstanceId(StringValue.of(entity.toString()));
            run().issued().issue(message(SendEntityMessageAction.newBuilder().setEntityUnlockSent(unlock)));
        }
    }

    private static OrchestratorAction.Builder message(SendEntityMessageAction.Builder message) {
        return OrchestratorAction.newBuilder().setSendEntityMessage(message);
    }

    @Override
    boolean done() {
        return granted;
    }

    @Override
    String described() {
        return "the locks of " + entities;
    }

    @Override
    @Nullable
    Object result() {
        return null;
    }
}
