package dev.perdure.sdk.internal.entity;

import com.google.protobuf.StringValue;
import dev.perdure.core.EntityId;
import dev.perdure.core.FailureDetails;
import dev.perdure.core.data.DataConverter;
import dev.perdure.core.protocol.EntityBatchRequest;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.EntityOperationCalledEvent;
import dev.perdure.core.protocol.EntityOperationSignaledEvent;
import dev.perdure.core.protocol.EntityRequest;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OperationInfo;
import dev.perdure.core.protocol.OperationRequest;
import dev.perdure.core.protocol.OperationResult;
import dev.perdure.core.protocol.OperationResultFailure;
import dev.perdure.core.protocol.OperationResultSuccess;
import dev.perdure.core.protocol.OrchestrationInstance;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.sdk.Entity;
import dev.perdure.sdk.LogKeys;
import dev.perdure.sdk.NotRegisteredException;
import dev.perdure.sdk.internal.activity.ActivityMethod;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Carries out batches of operations on the calling thread: one after the other, each on the state that the one before
 * left. Whatever user code throws becomes the failure of that operation alone; what it did is forgotten then.
 *
 * <p>Thread-safe.
 */
public final class EntityCalls {

    private final Map<String, EntityDefinition> definitions;
    private final DataConverter converter;

    /** Serves {@code definitions}, by name in lower case. */
    public EntityCalls(Map<String, EntityDefinition> definitions, DataConverter converter) {
        this.definitions = Map.copyOf(definitions);
        this.converter = converter;
    }

    /** The answer to a batch, in either of the two forms of the protocol. Never throws. */
    public EntityBatchResult carryOut(WorkItem item) {
        EntityBatchResult.Builder answer = EntityBatchResult.newBuilder().setCompletionToken(item.getCompletionToken());
        if (item.hasEntityRequestV2()) {
            EntityRequest request = item.getEntityRequestV2();
            Batch batch = new Batch(
                    request.getInstanceId(), request.hasEntityState() ? request.getEntityState() : null, answer);
            request.getOperationRequestsList().forEach(event -> operation(batch, event));
            batch.end();
        } else {
            EntityBatchRequest request = item.getEntityRequest();
            Batch batch = new Batch(
                    request.getInstanceId(), request.hasEntityState() ? request.getEntityState() : null, answer);
            for (OperationRequest operation : request.getOperationsList()) {
                batch.carryOut(operation.getOperation(), operation.hasInput() ? operation.getInput() : null);
            }
            batch.end();
        }
        return answer.build();
    }

    private static void operation(Batch batch, HistoryEvent event) {
        OperationInfo.Builder info = OperationInfo.newBuilder();
        if (event.hasEntityOperationCalled()) {
            EntityOperationCalledEvent call = event.getEntityOperationCalled();
            info.setRequestId(call.getRequestId())
                    .setResponseDestination(OrchestrationInstance.newBuilder()
                            .setInstanceId(call.getParentInstanceId().getValue())
                            .setExecutionId(call.getParentExecutionId()));
            batch.carryOut(call.getOperation(), call.hasInput() ? call.getInput() : null);
        } else {
            EntityOperationSignaledEvent signal = event.getEntityOperationSignaled();
            info.setRequestId(signal.getRequestId());
            batch.carryOut(signal.getOperation(), signal.hasInput() ? signal.getInput() : null);
        }
        batch.answer.addOperationInfos(info);
    }

    /** One batch under way. */
    private final class Batch {

        private final String id;
        private final EntityBatchResult.Builder answer;
        private @Nullable String state;

        Batch(String id, @Nullable StringValue state, EntityBatchResult.Builder answer) {
            this.id = id;
            this.answer = answer;
            this.state = state == null ? null : state.getValue();
        }

        void carryOut(String operation, @Nullable StringValue input) {
            OperationResult.Builder result = OperationResult.newBuilder();
            try {
                OperationResultSuccess.Builder success = OperationResultSuccess.newBuilder();
                String text = call(operation, input == null ? null : input.getValue());
                if (text != null) {
                    success.setResult(StringValue.of(text));
                }
                result.setSuccess(success);
            } catch (Throwable e) {
                result.setFailure(OperationResultFailure.newBuilder()
                        .setFailureDetails(FailureDetails.of(e).toProtocol()));
            }
            answer.addResults(result);
        }

        /** The result; state and actions count only once this returns. */
        private @Nullable String call(String name, @Nullable String input) throws Exception {
            EntityId entityId = EntityId.parse(id);
            EntityDefinition definition = definitions.get(entityId.name());
            if (definition == null) {
                throw new NotRegisteredException("No entity named '" + entityId.name()
                        + "' is registered with this worker, which has: " + new TreeSet<>(definitions.keySet()) + ".");
            }
            Operation operation = new Operation(entityId, name, input, state, definition.stateType(), converter);
            MDC.put(LogKeys.ENTITY, id);
            MDC.put(LogKeys.OPERATION, name);
            try {
                String result = converter.serialize(invoke(definition, operation, name, input));
                state = operation.stateText();
                answer.addAllActions(operation.actions());
                return result;
            } finally {
                MDC.remove(LogKeys.ENTITY);
                MDC.remove(LogKeys.OPERATION);
                operation.end();
            }
        }

        private @Nullable Object invoke(
                EntityDefinition definition, Operation operation, String name, @Nullable String input)
                throws Exception {
            return switch (definition.code()) {
                case EntityDefinition.OfFunction<?> code -> code.handle(operation);
                case EntityDefinition.OfClass code -> invoke(definition.name(), code, operation, name, input);
            };
        }

        private @Nullable Object invoke(
                String entityName,
                EntityDefinition.OfClass code,
                Operation operation,
                String name,
                @Nullable String input)
                throws Exception {
            String key = name.toLowerCase(Locale.ROOT);
            ActivityMethod method = code.operations().get(key);
            if (method == null && key.equals("delete")) {
                operation.deleteState();
                return null;
            }
            if (method == null) {
                throw new NotRegisteredException("The entity '" + entityName + "' has no operation '" + name
                        + "'; it has: " + new TreeSet<>(code.operations().keySet()) + ".");
            }
            Entity<?> entity = code.factory().get();
            EntityAccess.begin(entity, operation);
            return method.invoke(entity, input, converter);
        }

        void end() {
            if (state != null) {
                answer.setEntityState(StringValue.of(state));
            }
        }
    }
}
