package dev.perdure.sdk.internal.executor;

import com.google.protobuf.StringValue;
import dev.perdure.core.EntityId;
import dev.perdure.core.OrchestratorType;
import dev.perdure.core.data.TypeRef;
import dev.perdure.core.protocol.OrchestrationInstance;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.SendEventAction;
import dev.perdure.sdk.CallingContext;
import dev.perdure.sdk.CriticalSection;
import dev.perdure.sdk.Orchestrator;
import dev.perdure.sdk.RetryHandler;
import dev.perdure.sdk.SubOrchestrationOptions;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.http.DurableHttpRequest;
import dev.perdure.sdk.http.DurableHttpResponse;
import dev.perdure.sdk.internal.executor.ActivityStub.StubCall;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What an orchestrator asks of others. Confined to its thread. */
abstract sealed class CallingPart implements CallingContext permits DurableContext {

    private final OrchestratorRun run;
    private final Entities entities;
    /** Not null while a function given to {@link #call} is applied: the stub calls it has made. */
    private @Nullable List<StubCall> recorded;

    CallingPart(OrchestratorRun run, String instanceId, String executionId) {
        this.run = run;
        this.entities = new Entities(run, instanceId, executionId);
    }

    @Override
    public <T> T activities(Class<T> contract) {
        enter();
        return ActivityStub.of(
                this, contract, (name, payload, type) -> new ActivityTask<>(run, name, payload, type, null));
    }

    @Override
    public <T> T activities(Class<T> contract, RetryHandler retry) {
        enter();
        Objects.requireNonNull(retry, "retry");
        return ActivityStub.of(
                this, contract, (name, payload, type) -> new ActivityTask<>(run, name, payload, type, retry));
    }

    @Override
    public <R> Task<R> call(Supplier<R> stubMethod) {
        return record(stubMethod);
    }

    @Override
    public Task<@Nullable Void> callVoid(Runnable stubMethod) {
        return record(() -> {
            stubMethod.run();
            return null;
        });
    }

    @Override
    public <A, R> Task<R> call(Function<A, R> stubMethod, A argument) {
        return record(() -> stubMethod.apply(argument));
    }

    @Override
    public <A, B, R> Task<R> call(BiFunction<A, B, R> stubMethod, A first, B second) {
        return record(() -> stubMethod.apply(first, second));
    }

    @Override
    public <R> Task<R> callActivity(String activity, @Nullable Object input, TypeRef<R> type) {
        enter();
        return new ActivityTask<>(run, activity, serialize(input), type.type(), null);
    }

    @Override
    public <R> Task<R> callActivity(String activity, @Nullable Object input, TypeRef<R> type, RetryHandler retry) {
        enter();
        Objects.requireNonNull(retry, "retry");
        return new ActivityTask<>(run, activity, serialize(input), type.type(), retry);
    }

    @Override
    public <I, O> Task<O> call(
            Class<? extends Orchestrator<I, O>> orchestrator, @Nullable I input, SubOrchestrationOptions options) {
        enter();
        return child(OrchestratorType.nameOf(orchestrator), input, OrchestratorType.outputType(orchestrator), options);
    }

    @Override
    public <R> Task<R> callSubOrchestrator(
            String orchestrator, @Nullable Object input, TypeRef<R> type, SubOrchestrationOptions options) {
        enter();
        return child(orchestrator, input, type.type(), options);
    }

    private <R> Task<R> child(String orchestrator, @Nullable Object input, Type type, SubOrchestrationOptions options) {
        entities.requireOutside("start a sub-orchestration");
        return new ChildTask<>(run, orchestrator, serialize(input), type, options);
    }

    @Override
    public <T> T entity(Class<T> contract, EntityId id) {
        enter();
        Objects.requireNonNull(id, "id");
        return ActivityStub.of(this, contract, (name, payload, type) -> entities.call(id, name, payload, type, null));
    }

    @Override
    public <R> Task<R> callEntity(EntityId id, String operation, @Nullable Object input, TypeRef<R> type) {
        enter();
        return entities.call(id, operation, serialize(input), type.type(), null);
    }

    @Override
    public <T> T entity(Class<T> contract, EntityId id, RetryHandler retry) {
        enter();
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(retry, "retry");
        return ActivityStub.of(this, contract, (name, payload, type) -> entities.call(id, name, payload, type, retry));
    }

    @Override
    public <R> Task<R> callEntity(
            EntityId id, String operation, @Nullable Object input, TypeRef<R> type, RetryHandler retry) {
        enter();
        Objects.requireNonNull(retry, "retry");
        return entities.call(id, operation, serialize(input), type.type(), retry);
    }

    @Override
    public <T> T entitySignals(Class<T> contract, EntityId id) {
        enter();
        Objects.requireNonNull(id, "id");
        return ActivityStub.signals(contract, (operation, arguments) -> {
            enter();
            entities.signal(
                    id,
                    operation.name(),
                    operation.payload(arguments, run.library().converter()),
                    null);
        });
    }

    @Override
    public void signalEntity(EntityId id, String operation, @Nullable Object input) {
        enter();
        entities.signal(id, operation, serialize(input), null);
    }

    @Override
    public void signalEntity(EntityId id, String operation, @Nullable Object input, Instant at) {
        enter();
        entities.signal(id, operation, serialize(input), Objects.requireNonNull(at, "at"));
    }

    @Override
    public CriticalSection lockEntities(EntityId... ids) {
        enter();
        return entities.lock(List.of(ids));
    }

    @Override
    public void sendEvent(String target, String eventName, @Nullable Object payload) {
        enter();
        SendEventAction.Builder event = SendEventAction.newBuilder()
                .setInstance(OrchestrationInstance.newBuilder().setInstanceId(target))
                .setName(eventName);
        String text = serialize(payload);
        if (text != null) {
            event.setData(StringValue.of(text));
        }
        run.issued().issue(OrchestratorAction.newBuilder().setSendEvent(event));
    }

    @Override
    public Task<DurableHttpResponse> callHttp(DurableHttpRequest request) {
        enter();
        return new HttpTask(run, Objects.requireNonNull(request, "request"));
    }

    final @Nullable String serialize(@Nullable Object value) {
        return run.library().converter().serialize(value);
    }

    /** A method of a stub was called: carries it out, or only notes it inside {@link #call}. */
    @Nullable
    Object stubCalled(StubCall call) {
        run.live().requireOwnThread();
        List<StubCall> notes = recorded;
        if (notes != null) {
            notes.add(call);
            return call.nothing();
        }
        return call.checked(call.schedule(run.library().converter()).await());
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the contract's method declares R
    private <R extends @Nullable Object> Task<R> record(Supplier<? extends @Nullable Object> application) {
        enter();
        List<StubCall> notes = new ArrayList<>(1);
        recorded = notes;
        try {
            var unused = application.get();
        } finally {
            recorded = null;
        }
        if (notes.size() != 1) {
            throw new IllegalArgumentException("ctx.call(...) takes a function that calls exactly one method of a stub"
                    + " made by this context, but this one made " + notes.size() + " such calls.");
        }
        return (Task<R>) (Task<?>) notes.get(0).schedule(run.library().converter());
    }

    final void enter() {
        run.live().requireOwnThread();
        if (recorded != null) {
            throw new IllegalStateException(
                    "The function given to ctx.call(...) may only call a method of a stub; it used the context.");
        }
    }
}
