package dev.perdure.sdk.internal.executor;

import com.google.protobuf.StringValue;
import dev.perdure.core.EntityId;
import dev.perdure.core.protocol.EntityOperationCalledEvent;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.SendEntityMessageAction;
import dev.perdure.sdk.RetryHandler;
import java.lang.reflect.Type;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A call of an entity. Its result names the request, not the action. Confined to the orchestrator's thread. */
final class EntityCall<T extends @Nullable Object> extends RemoteTask<T> {

    private final EntityOperationCalledEvent call;
    private final Supplier<String> requestIds;

    /** @param requestIds a new id for each try, as an entity carries out each request once */
    EntityCall(
            OrchestratorRun run,
            Supplier<String> requestIds,
            EntityId entity,
            String operation,
            @Nullable String input,
            Type type,
            @Nullable RetryHandler retry) {
        super(run, "operation", operation + "' of entity '" + entity, type, retry);
        EntityOperationCalledEvent.Builder event = EntityOperationCalledEvent.newBuilder()
                .setOperation(operation)
                .setTargetInstanceId(StringValue.of(entity.toString()));
        if (input != null) {
            event.setInput(StringValue.of(input));
        }
        this.call = event.build();
        this.requestIds = requestIds;
        tryAgain();
    }

    @Override
    OrchestratorAction.Builder action(int attempt) {
        String requestId = requestIds.get();
        run().tasks().request(requestId, this);
        return OrchestratorAction.newBuilder()
                .setSendEntityMessage(SendEntityMessageAction.newBuilder()
                        .setEntityOperationCalled(call.toBuilder().setRequestId(requestId)));
    }
}
