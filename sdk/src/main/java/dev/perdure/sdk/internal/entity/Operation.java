package dev.perdure.sdk.internal.entity;

import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import dev.perdure.core.EntityId;
import dev.perdure.core.InstanceId;
import dev.perdure.core.OrchestratorType;
import dev.perdure.core.data.DataConverter;
import dev.perdure.core.data.TypeRef;
import dev.perdure.core.protocol.OperationAction;
import dev.perdure.core.protocol.SendSignalAction;
import dev.perdure.core.protocol.StartNewOrchestrationAction;
import dev.perdure.sdk.EntityContext;
import dev.perdure.sdk.Orchestrator;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One operation under way: what it was given, and what it has done so far. Used by one thread. */
public final class Operation implements EntityContext {

    private final EntityId id;
    private final String name;
    private final @Nullable String input;
    private final Type stateType;
    private final DataConverter converter;
    private final List<OperationAction> actions = new ArrayList<>();

    /** The state as it was or as it was deleted. */
    private @Nullable String text;
    /** The state as an object, once somebody asked for it or set it. */
    private @Nullable Object object;
    /** What the object was like when it was made, so that a mere look at an entity does not give it a state. */
    private @Nullable String unchanged;

    private boolean ended;

    Operation(
            EntityId id,
            String name,
            @Nullable String input,
            @Nullable String state,
            Type stateType,
            DataConverter converter) {
        this.id = id;
        this.name = name;
        this.input = input;
        this.text = state;
        this.stateType = stateType;
        this.converter = converter;
    }

    /** The state as an object; {@code initial} if there is none. */
    public @Nullable Object state(Supplier<?> initial) {
        requireUnderWay();
        if (object == null && text != null) {
            object = converter.deserialize(text, stateType);
        }
        if (object == null) {
            object = initial.get();
            unchanged = converter.serialize(object);
        }
        return object;
    }

    /** Replaces the state; null deletes it. */
    public void setState(@Nullable Object state) {
        requireUnderWay();
        object = state;
        unchanged = null;
        if (state == null) {
            text = null;
        }
    }

    @Override
    public EntityId id() {
        requireUnderWay();
        return id;
    }

    @Override
    public String operation() {
        requireUnderWay();
        return name;
    }

    @Override
    @SuppressWarnings("unchecked") // the converter returns a value of this type, or null
    public <T> @Nullable T input(Class<T> type) {
        requireUnderWay();
        return (T) converter.deserialize(input, type);
    }

    @Override
    @SuppressWarnings("unchecked") // as above
    public <T> @Nullable T input(TypeRef<T> type) {
        requireUnderWay();
        return (T) converter.deserialize(input, type.type());
    }

    @Override
    public boolean hasState() {
        requireUnderWay();
        return stateText() != null;
    }

    @Override
    public void deleteState() {
        setState(null);
    }

    @Override
    public void signalEntity(EntityId entity, String operation, @Nullable Object argument) {
        signal(entity, operation, argument, null);
    }

    @Override
    public void signalEntity(EntityId entity, String operation, @Nullable Object argument, Instant at) {
        signal(entity, operation, argument, Objects.requireNonNull(at, "at"));
    }

    @Override
    public <I> void startOrchestration(Class<? extends Orchestrator<I, ?>> orchestrator, @Nullable I argument) {
        startOrchestration(OrchestratorType.nameOf(orchestrator), argument, null);
    }

    @Override
    public void startOrchestration(String orchestrator, @Nullable Object argument, @Nullable String instanceId) {
        requireUnderWay();
        StartNewOrchestrationAction.Builder start =
                StartNewOrchestrationAction.newBuilder().setName(Objects.requireNonNull(orchestrator, "orchestrator"));
        if (instanceId != null) {
            start.setInstanceId(InstanceId.requireValid(instanceId));
        }
        String payload = converter.serialize(argument);
        if (payload != null) {
            start.setInput(StringValue.of(payload));
        }
        actions.add(OperationAction.newBuilder().setStartNewOrchestration(start).build());
    }

    private void signal(EntityId entity, String operation, @Nullable Object argument, @Nullable Instant at) {
        requireUnderWay();
        SendSignalAction.Builder signal = SendSignalAction.newBuilder()
                .setInstanceId(entity.toString())
                .setName(Objects.requireNonNull(operation, "operation"));
        String payload = converter.serialize(argument);
        if (payload != null) {
            signal.setInput(StringValue.of(payload));
        }
        if (at != null) {
            signal.setScheduledTime(
                    Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()));
        }
        actions.add(OperationAction.newBuilder().setSendSignal(signal).build());
    }

    /** What it asked for, in the order in which it did. */
    List<OperationAction> actions() {
        return actions;
    }

    @Nullable
    String input() {
        return input;
    }

    /** The state as it is now, as payload text; null for none. */
    @Nullable
    String stateText() {
        if (object == null) {
            return text;
        }
        String now = converter.serialize(object);
        return now != null && now.equals(unchanged) ? text : now;
    }

    void end() {
        ended = true;
    }

    private void requireUnderWay() {
        if (ended) {
            throw new IllegalStateException("The operation '" + name + "' of entity '" + id + "' has ended.");
        }
    }
}
