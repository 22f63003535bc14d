package dev.perdure.testing;

import dev.perdure.client.InstanceAlreadyExistsException;
import dev.perdure.client.InstanceNotFoundException;
import dev.perdure.client.InstanceStatus;
import dev.perdure.client.StartOptions;
import dev.perdure.client.WrongInstanceStateException;
import dev.perdure.core.EntityId;
import dev.perdure.core.InstanceId;
import dev.perdure.core.OrchestratorType;
import dev.perdure.core.data.DataConverter;
import dev.perdure.engine.EntityView;
import dev.perdure.engine.IdReuse;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.RequestKey;
import dev.perdure.engine.StartRequest;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.sdk.Worker;
import dev.perdure.testing.internal.FaultRun;
import dev.perdure.testing.internal.StatusJson;
import dev.perdure.testing.internal.TestRun;
import dev.perdure.testing.internal.TestWorld;
import dev.perdure.testing.internal.WhyText;
import java.lang.reflect.Type;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A task hub with its worker in the test's own thread: the engine and the executor of a real host, on a store in memory
 * and a clock of its own. To be registered as an extension; each test then has an empty hub:
 *
 * <pre>{@code
 * @RegisterExtension
 * DurableHub hub = DurableHub.with(worker -> worker.orchestrator(Fulfil.class).activities(Shop.class, shop));
 * }</pre>
 *
 * <p><b>Time.</b> The clock stands still. While a test waits for an instance it jumps to the next timer whenever nothing
 * else can run, so that waiting for thirty days takes a millisecond. {@link #clock()} moves it otherwise.
 *
 * <p><b>Nothing happens between calls.</b> A method that changes something returns when the change is durable, as with a
 * client; orchestrators and activities run while the test waits, in {@link TestInstance#join}, {@link #waitForCompletion},
 * {@link #runUntilIdle} and {@link TestClock#advance}. Activities run one after the other, on the test's thread.
 *
 * <p>What there is of {@link dev.perdure.client.DurableClient} has its name here and throws what it throws, but for two
 * things: waits take no time-out, as the clock is the hub's; entities are asked by {@link #signalEntity} and {@link
 * #entityState}, not by a client of their own. The client's other methods (lists, restarts, purges of many) are not here.
 *
 * <p>Confined to the test's thread.
 */
public final class DurableHub implements BeforeEachCallback, AfterEachCallback, AutoCloseable {

    private final Consumer<Worker.Builder> code;
    private final TestClock clock = new TestClock(this::world);
    private @Nullable TestRun run;

    private DurableHub(Consumer<Worker.Builder> code) {
        this.code = code;
    }

    /**
     * A hub whose worker serves what {@code code} registers. Of the builder's other settings only the converter and the
     * number of live orchestrators count.
     *
     * @param code called once for each test
     */
    public static DurableHub with(Consumer<Worker.Builder> code) {
        return new DurableHub(Objects.requireNonNull(code, "code"));
    }

    /** {@link #start(Class, Object, StartOptions)} with a random id. */
    public <I, O> TestInstance<O> start(Class<? extends OrchestratorType<I, O>> orchestrator, @Nullable I input) {
        return start(orchestrator, input, StartOptions.defaults());
    }

    /**
     * Starts an instance. When it returns, the instance is durable; nothing of it has run.
     *
     * @throws InstanceAlreadyExistsException if there is one of the id, and the options refuse it
     * @throws IllegalArgumentException if the class does not say its output type
     */
    public <I, O> TestInstance<O> start(
            Class<? extends OrchestratorType<I, O>> orchestrator, @Nullable I input, StartOptions options) {
        return start(OrchestratorType.nameOf(orchestrator), input, options, OrchestratorType.outputType(orchestrator));
    }

    /** {@link #start(String, Object, StartOptions)} with a random id. */
    public TestInstance<?> start(String name, @Nullable Object input) {
        return start(name, input, StartOptions.defaults());
    }

    /** Starts an instance of the orchestrator registered under {@code name}; else as the one by class. */
    public TestInstance<?> start(String name, @Nullable Object input, StartOptions options) {
        return start(name, input, options, Object.class);
    }

    private <O> TestInstance<O> start(String name, @Nullable Object input, StartOptions options, Type outputType) {
        String id = options.instanceId().orElseGet(() -> HexFormat.of().toHexDigits(world().nextId()));
        String payload = converter().serialize(input);
        Outcome outcome = world().ask((engine, key) -> engine.start(new StartRequest(
                id,
                name,
                options.version().orElse(null),
                payload,
                options.startTime().orElse(null),
                options.tags(),
                options.traceParent().orElse(null),
                key,
                reuse(options))));
        if (outcome instanceof Outcome.Rejected rejected) {
            throw rejected.reason() == Outcome.Reason.ALREADY_EXISTS
                    ? new InstanceAlreadyExistsException("start", id, rejected.message())
                    : new IllegalStateException(rejected.message());
        }
        return new TestInstance<>(this, id, outputType);
    }

    private static IdReuse reuse(StartOptions options) {
        return switch (options.idReuse()) {
            case REJECT -> IdReuse.REJECT_ANY;
            case ATTACH -> IdReuse.ATTACH;
            case ATTACH_LIVE -> IdReuse.ATTACH_LIVE;
            case REPLACE -> IdReuse.REPLACE_ANY;
            case REPLACE_TERMINAL -> IdReuse.DEFAULT;
        };
    }

    /** A handle on an instance that exists or will, such as a sub-orchestration of a known id. */
    public <O> TestInstance<O> instance(String instanceId, Class<O> outputType) {
        return new TestInstance<>(this, InstanceId.requireValid(instanceId), outputType);
    }

    /** The instance with its input, or empty if there is none of this id. */
    public Optional<InstanceStatus> status(String instanceId) {
        return engine().instance(instanceId, true).map(view -> InstanceStatus.ofJson(StatusJson.of(view), converter()));
    }

    /** The history of an instance's present execution, as far as it is durable; without steps if there is no such instance. */
    public InstanceHistory history(String instanceId) {
        return InstanceHistory.of(engine().history(instanceId));
    }

    /** Sends an external event to an instance. It takes it when it next runs. */
    public void raiseEvent(String instanceId, String eventName, @Nullable Object payload) {
        String text = payload == null ? "null" : converter().serialize(payload);
        change("raiseEvent", instanceId, false, (engine, key) -> engine.raiseEvent(instanceId, eventName, text, key));
    }

    /** Ends an instance at once; one that has ended stays as it is. */
    public void terminate(String instanceId, String reason) {
        change("terminate", instanceId, true, (engine, key) -> engine.terminate(instanceId, json(reason), key));
    }

    /** Ends an instance and all that descend from it. */
    public void terminateRecursive(String instanceId, String reason) {
        change("terminate", instanceId, true, (engine, key) -> engine.terminate(instanceId, json(reason), true, key));
    }

    /** Ends an instance and all that descend from it as Canceled. */
    public void cancel(String instanceId, String reason) {
        change("cancel", instanceId, true, (engine, key) -> engine.cancel(instanceId, json(reason), key));
    }

    /** Holds an instance until it is resumed. */
    public void suspend(String instanceId, String reason) {
        change("suspend", instanceId, true, (engine, key) -> engine.suspend(instanceId, reason, key));
    }

    /** Lets a suspended instance go on. */
    public void resume(String instanceId, String reason) {
        change("resume", instanceId, true, (engine, key) -> engine.resume(instanceId, reason, key));
    }

    /** Undoes the failure of a failed instance, so that it goes on from before it. */
    public void rewind(String instanceId, String reason) {
        change("rewind", instanceId, false, (engine, key) -> engine.rewind(instanceId, reason, key));
    }

    /**
     * Deletes an instance that has ended.
     *
     * @return how many were deleted
     */
    public int purge(String instanceId) {
        return change("purge", instanceId, false, (engine, key) -> engine.purgeEnded(instanceId, false, key));
    }

    private @Nullable String json(String reason) {
        return converter().serialize(reason);
    }

    private int change(
            String operation,
            String instanceId,
            boolean endedIsNoError,
            BiFunction<TaskHubEngine, RequestKey, CompletableFuture<Outcome>> request) {
        InstanceId.requireValid(instanceId);
        return switch (world().ask(request)) {
            case Outcome.Done done -> done.count();
            case Outcome.Rejected rejected ->
                switch (rejected.reason()) {
                    case NOT_FOUND -> throw new InstanceNotFoundException(operation, instanceId);
                    case FINISHED -> {
                        if (endedIsNoError) {
                            yield 0;
                        }
                        throw new WrongInstanceStateException(operation, instanceId, rejected.message());
                    }
                    case WRONG_STATE ->
                        throw new WrongInstanceStateException(operation, instanceId, rejected.message());
                    case ALREADY_EXISTS, KEY_REUSED, OVERLOADED, UNAVAILABLE ->
                        throw new IllegalStateException(rejected.message());
                };
        };
    }

    /**
     * Lets the hub work, and the time pass, until an instance has ended, in whatever way.
     *
     * @throws StuckInstanceError if nothing can run any more and the instance has not ended
     * @throws InstanceNotFoundException if there is no such instance
     */
    public InstanceStatus waitForCompletion(String instanceId) {
        InstanceId.requireValid(instanceId);
        if (engine().instance(instanceId, false).isEmpty()) {
            boolean unused =
                    world().runUntil(() -> engine().instance(instanceId, false).isPresent());
        }
        boolean ended = world().runThroughTime(() -> engine().instance(instanceId, false)
                .map(view -> view.status().isTerminal())
                .orElse(true));
        InstanceStatus status =
                status(instanceId).orElseThrow(() -> new InstanceNotFoundException("waitForCompletion", instanceId));
        if (!ended) {
            throw new StuckInstanceError("The " + status.name() + " instance '" + instanceId + "' is "
                    + status.runtimeStatus().wireName() + " and nothing can run any more. It waits for:\n"
                    + world().why(instanceId).map(WhyText::of).orElse("  nothing")
                    + "\nIts history:\n" + history(instanceId).outline());
        }
        return status;
    }

    /** Does all that can be done at the present time; the clock stands still. */
    public void runUntilIdle() {
        boolean unused = world().runUntil(() -> false);
    }

    /** What an instance waits for, one line for each reason; empty if there is no such instance, or it has ended. */
    public String why(String instanceId) {
        return world().why(instanceId).map(WhyText::of).orElse("");
    }

    /** The hub's clock. */
    public TestClock clock() {
        return clock;
    }

    /**
     * The activity registered under {@code name}, to look at its calls, or to do something else instead. The worker need
     * not serve it if the stub does.
     */
    public ActivityStub<@Nullable Object> activity(String name) {
        return stub(name);
    }

    /** The activity of a method without parameters, such as {@code activity(Bank.class, Bank::open)}. */
    public <T, R> ActivityStub<R> activity(Class<T> contract, ContractMethod.NoArguments<T, R> method) {
        return stub(ContractMethod.activityName(contract, method));
    }

    /** The activity of a method with one parameter. */
    public <T, A, R> ActivityStub<R> activity(Class<T> contract, ContractMethod.OneArgument<T, A, R> method) {
        return stub(ContractMethod.activityName(contract, method));
    }

    /** The activity of a method with two parameters. */
    public <T, A, B, R> ActivityStub<R> activity(Class<T> contract, ContractMethod.TwoArguments<T, A, B, R> method) {
        return stub(ContractMethod.activityName(contract, method));
    }

    /** The activity of a method with three parameters. */
    public <T, A, B, C, R> ActivityStub<R> activity(
            Class<T> contract, ContractMethod.ThreeArguments<T, A, B, C, R> method) {
        return stub(ContractMethod.activityName(contract, method));
    }

    /** The activity of a method without parameters that returns nothing. */
    public <T> ActivityStub<@Nullable Object> activity(Class<T> contract, ContractMethod.NoArgumentsVoid<T> method) {
        return stub(ContractMethod.activityName(contract, method));
    }

    /** The activity of a method with one parameter that returns nothing, such as {@code activity(Mail.class, Mail::send)}. */
    public <T, A> ActivityStub<@Nullable Object> activity(
            Class<T> contract, ContractMethod.OneArgumentVoid<T, A> method) {
        return stub(ContractMethod.activityName(contract, method));
    }

    /** The activity of a method with two parameters that returns nothing. */
    public <T, A, B> ActivityStub<@Nullable Object> activity(
            Class<T> contract, ContractMethod.TwoArgumentsVoid<T, A, B> method) {
        return stub(ContractMethod.activityName(contract, method));
    }

    /** The activity of a method with three parameters that returns nothing. */
    public <T, A, B, C> ActivityStub<@Nullable Object> activity(
            Class<T> contract, ContractMethod.ThreeArgumentsVoid<T, A, B, C> method) {
        return stub(ContractMethod.activityName(contract, method));
    }

    private <R extends @Nullable Object> ActivityStub<R> stub(String name) {
        return new ActivityStub<>(name, run().book(), world()::redeploy);
    }

    /** Asks an operation of an entity, without waiting for its result. */
    public void signalEntity(EntityId entity, String operation, @Nullable Object input) {
        String payload = converter().serialize(input);
        Outcome outcome =
                world().ask((engine, key) -> engine.signalEntity(entity.toString(), operation, payload, null, key));
        if (outcome instanceof Outcome.Rejected rejected) {
            throw new IllegalStateException(rejected.message());
        }
    }

    /**
     * The state of an entity as it is now; empty if it has none.
     *
     * @throws dev.perdure.core.data.DataConversionException if it does not fit the type
     */
    public <T> Optional<T> entityState(EntityId entity, Class<T> type) {
        return engine().entity(entity.toString(), true)
                .map(EntityView::state)
                .map(state -> type.cast(converter().deserialize(state, type)));
    }

    DataConverter converter() {
        return run().settings().converter();
    }

    private TaskHubEngine engine() {
        return run().engine();
    }

    private TestWorld world() {
        return run().world();
    }

    private TestRun run() {
        TestRun present = run;
        if (present == null) {
            present = begin(FaultRun.clean(0));
        }
        return present;
    }

    private TestRun begin(FaultRun faults) {
        Worker.Builder builder = Worker.builder();
        code.accept(builder);
        TestRun fresh = new TestRun(faults, builder);
        run = fresh;
        return fresh;
    }

    /** Begins with an empty hub. */
    @Override
    public void beforeEach(ExtensionContext context) {
        FaultPlan plan = FaultPlan.of(context);
        TestRun unused = begin(plan == null ? FaultRun.clean(0) : plan.current());
    }

    /** Compares what the test has led to, if it is run again and again. */
    @Override
    public void afterEach(ExtensionContext context) {
        FaultPlan plan = FaultPlan.of(context);
        TestRun present = run;
        try {
            if (plan != null
                    && present != null
                    && context.getExecutionException().isEmpty()) {
                plan.ended(present);
            }
        } finally {
            run = null;
        }
    }

    /** Forgets everything: for use without JUnit. */
    @Override
    public void close() {
        run = null;
    }
}
