package dev.perdure.sdk.internal.executor;

import com.google.protobuf.StringValue;
import dev.perdure.core.EntityId;
import dev.perdure.core.OrchestratorType;
import dev.perdure.core.protocol.ExecutionStartedEvent;
import dev.perdure.core.protocol.OrchestrationInstance;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.SendEventAction;
import dev.perdure.sdk.CriticalSection;
import dev.perdure.sdk.EventTask;
import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Orchestrator;
import dev.perdure.sdk.RetryPolicy;
import dev.perdure.sdk.SubOrchestrationOptions;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.internal.executor.ActivityStub.StubCall;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The context of one run of an orchestrator. Confined to its thread. */
final class DurableContext implements OrchestrationContext {

    private final OrchestratorRun run;
    private final ExecutionStartedEvent start;
    private final String instanceId;
    private final String executionId;
    private final Entities entities;
    private long uuids;
    /** Not null while a function given to {@link #call} is applied: the stub calls it has made. */
    private @Nullable List<StubCall> recorded;

    DurableContext(OrchestratorRun run, ExecutionStartedEvent start, String instanceId, String executionId) {
        this.run = run;
        this.start = start;
        this.instanceId = instanceId;
        this.executionId = executionId;
        this.entities = new Entities(run, instanceId, executionId);
    }

    @Override
    public String instanceId() {
        enter();
        return instanceId;
    }

    @Override
    public String executionId() {
        enter();
        return executionId;
    }

    @Override
    public String name() {
        enter();
        return start.getName();
    }

    @Override
    public Optional<String> version() {
        enter();
        return start.hasVersion() ? Optional.of(start.getVersion().getValue()) : Optional.empty();
    }

    @Override
    public Map<String, String> tags() {
        enter();
        return Collections.unmodifiableMap(new TreeMap<>(start.getTagsMap()));
    }

    @Override
    public Optional<String> parentInstanceId() {
        enter();
        return start.hasParentInstance()
                ? Optional.of(
                        start.getParentInstance().getOrchestrationInstance().getInstanceId())
                : Optional.empty();
    }

    @Override
    public Instant currentInstant() {
        enter();
        return run.currentInstant();
    }

    @Override
    public boolean isReplaying() {
        enter();
        return run.isReplaying();
    }

    @Override
    public UUID newUuid() {
        enter();
        return DeterministicUuid.of(instanceId, run.currentInstant(), uuids++);
    }

    @Override
    public <T> T activities(Class<T> contract) {
        enter();
        return ActivityStub.of(
                this, contract, (name, payload, type) -> new ActivityTask<>(run, name, payload, type, null));
    }

    @Override
    public <T> T activities(Class<T> contract, RetryPolicy retry) {
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
    public <A, R> Task<R> call(Function<A, R> stubMethod, A argument) {
        return record(() -> stubMethod.apply(argument));
    }

    @Override
    public <A, B, R> Task<R> call(BiFunction<A, B, R> stubMethod, A first, B second) {
        return record(() -> stubMethod.apply(first, second));
    }

    @Override
    public <R> Task<R> callActivity(String activity, @Nullable Object input, Class<R> type) {
        enter();
        return new ActivityTask<>(run, activity, serialize(input), type, null);
    }

    @Override
    public <R> Task<R> callActivity(String activity, @Nullable Object input, Class<R> type, RetryPolicy retry) {
        enter();
        Objects.requireNonNull(retry, "retry");
        return new ActivityTask<>(run, activity, serialize(input), type, retry);
    }

    @Override
    public <I, O> Task<O> call(
            Class<? extends Orchestrator<I, O>> orchestrator, @Nullable I input, SubOrchestrationOptions options) {
        enter();
        return child(OrchestratorType.nameOf(orchestrator), input, OrchestratorType.outputType(orchestrator), options);
    }

    @Override
    public <R> Task<R> callSubOrchestrator(
            String orchestrator, @Nullable Object input, Class<R> type, SubOrchestrationOptions options) {
        enter();
        return child(orchestrator, input, type, options);
    }

    private <R> Task<R> child(String orchestrator, @Nullable Object input, Type type, SubOrchestrationOptions options) {
        entities.requireOutside("start a sub-orchestration");
        return new ChildTask<>(run, orchestrator, serialize(input), type, options);
    }

    @Override
    public <T> T entity(Class<T> contract, EntityId id) {
        enter();
        Objects.requireNonNull(id, "id");
        return ActivityStub.of(this, contract, (name, payload, type) -> entities.call(id, name, payload, type));
    }

    @Override
    public <R> Task<R> callEntity(EntityId id, String operation, @Nullable Object input, Class<R> type) {
        enter();
        return entities.call(id, operation, serialize(input), type);
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
    @SuppressWarnings("TypeParameterUnusedInFormals") // as the interface says
    public <T> T continueAsNew(@Nullable Object input) {
        enter();
        throw run.continueAsNew(input, true);
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // as the interface says
    public <T> T continueAsNew(@Nullable Object input, boolean keepEvents) {
        enter();
        throw run.continueAsNew(input, keepEvents);
    }

    @Override
    public void awaitAll(Collection<? extends Task<?>> tasks) {
        enter();
        for (Task<?> task : tasks) {
            DurableTask<?> own = own(task);
            own.beforeAwait();
            run.pullUntilDone(own);
        }
        for (Task<?> task : tasks) {
            var unused = own(task).outcome();
        }
    }

    @Override
    public <E, R> List<R> all(Collection<E> items, Function<? super E, ? extends Task<R>> each) {
        enter();
        List<Task<R>> tasks = new ArrayList<>(items.size());
        for (E item : items) {
            tasks.add(each.apply(item));
        }
        return allOf(tasks);
    }

    @Override
    public <R> List<R> allOf(List<? extends Task<R>> tasks) {
        enter();
        for (Task<R> task : tasks) {
            DurableTask<R> own = own(task);
            own.beforeAwait();
            run.pullUntilDone(own);
        }
        List<R> results = new ArrayList<>(tasks.size());
        for (Task<R> task : tasks) {
            results.add(own(task).outcome());
        }
        return Collections.unmodifiableList(results);
    }

    @Override
    public Task<?> anyOf(List<? extends Task<?>> tasks) {
        enter();
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("anyOf needs at least one task to wait for.");
        }
        for (Task<?> task : tasks) {
            own(task).beforeAwait();
        }
        while (true) {
            for (Task<?> task : tasks) {
                if (own(task).done()) {
                    return task;
                }
            }
            long before = run.tasks().changes();
            while (run.tasks().changes() == before) {
                run.pull();
            }
        }
    }

    @Override
    public <T> EventTask<T> waitForEvent(String eventName, Class<T> type) {
        enter();
        return new EventWait<>(run, eventName, type);
    }

    @Override
    public Task<@Nullable Void> createTimer(Duration delay) {
        enter();
        if (delay.isNegative()) {
            throw new IllegalArgumentException("A timer cannot have a negative delay: " + delay + ".");
        }
        return new TimerTask(run, run.currentInstant().plus(delay));
    }

    @Override
    public Task<@Nullable Void> createTimer(Instant fireAt) {
        enter();
        return new TimerTask(run, fireAt);
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
    public void setCustomStatus(@Nullable Object status) {
        enter();
        run.customStatus(status);
    }

    private @Nullable String serialize(@Nullable Object value) {
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
    private <R> Task<R> record(Supplier<?> application) {
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

    private <R extends @Nullable Object> DurableTask<R> own(Task<R> task) {
        if (task instanceof DurableTask<R> own && own.run() == run) {
            return own;
        }
        throw new IllegalArgumentException("This task was not made by the context of orchestration '" + instanceId
                + "', so it cannot be waited for here: " + task);
    }

    private void enter() {
        run.live().requireOwnThread();
        if (recorded != null) {
            throw new IllegalStateException(
                    "The function given to ctx.call(...) may only call a method of a stub; it used the context.");
        }
    }
}
