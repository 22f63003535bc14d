package dev.perdure.sdk.internal.executor;

import com.google.protobuf.StringValue;
import dev.perdure.core.EntityId;
import dev.perdure.core.protocol.EntityOperationCalledEvent;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.SendEntityMessageAction;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** A call of an entity. Its result names the request, not the action. Confined to the orchestrator's thread. */
final class EntityCall<T extends @Nullable Object> extends RemoteTask<T> {

    private final EntityOperationCalledEvent call;

    EntityCall(
            OrchestratorRun run,
            String requestId,
            EntityId entity,
            String operation,
            @Nullable String input,
            Type type) {
        super(run, "operation", operation + "' of entity '" + entity, type, null);
        EntityOperationCalledEvent.Builder event = EntityOperationCalledEvent.newBuilder()
                .setRequestId(requestId)
                .setOperation(operation)
                .setTargetInstanceId(StringValue.of(entity.toString()));
        if (input != null) {
            event.setInput(StringValue.of(input));
        }
        this.call = event.build();
        tryAgain();
        run.tasks().request(requestId, this);
    }

    @Override
    OrchestratorAction.Builder action(int attempt) {
        return OrchestratorAction.newBuilder()
                .setSendEntityMessage(SendEntityMessageAction.newBuilder().setEntityOperationCalled(call));
    }
}
