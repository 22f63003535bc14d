package dev.perdure.sdk.internal.entity;

import dev.perdure.core.EntityId;
import dev.perdure.core.data.TypeRef;
import dev.perdure.sdk.EntityFunction;
import dev.perdure.sdk.Orchestrator;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An operation as the function of an entity sees it. Used by one thread. */
record FunctionOperation<S>(Operation operationUnderWay, S initialState) implements EntityFunction.OperationContext<S> {

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // read as the type that was registered with the function
    public S state() {
        return (S) operationUnderWay.state(() -> initialState);
    }

    @Override
    public void setState(@Nullable S state) {
        operationUnderWay.setState(state);
    }

    @Override
    public EntityId id() {
        return operationUnderWay.id();
    }

    @Override
    public String operation() {
        return operationUnderWay.operation();
    }

    @Override
    public <T> @Nullable T input(Class<T> type) {
        return operationUnderWay.input(type);
    }

    @Override
    public <T> @Nullable T input(TypeRef<T> type) {
        return operationUnderWay.input(type);
    }

    @Override
    public boolean hasState() {
        return operationUnderWay.hasState();
    }

    @Override
    public void deleteState() {
        operationUnderWay.deleteState();
    }

    @Override
    public void signalEntity(EntityId entity, String operation, @Nullable Object input) {
        operationUnderWay.signalEntity(entity, operation, input);
    }

    @Override
    public void signalEntity(EntityId entity, String operation, @Nullable Object input, Instant at) {
        operationUnderWay.signalEntity(entity, operation, input, at);
    }

    @Override
    public <I> void startOrchestration(Class<? extends Orchestrator<I, ?>> orchestrator, @Nullable I input) {
        operationUnderWay.startOrchestration(orchestrator, input);
    }

    @Override
    public void startOrchestration(String orchestrator, @Nullable Object input, @Nullable String instanceId) {
        operationUnderWay.startOrchestration(orchestrator, input, instanceId);
    }
}
