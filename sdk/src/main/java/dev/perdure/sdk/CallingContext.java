package dev.perdure.sdk;

import dev.perdure.core.EntityId;
import dev.perdure.core.data.TypeRef;
import dev.perdure.sdk.http.DurableHttpRequest;
import dev.perdure.sdk.http.DurableHttpResponse;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an orchestrator asks of others: activities, sub-orchestrations, entities, other instances, HTTP services. The part
 * of {@link OrchestrationContext} that says so; the rules of that one hold here.
 *
 * <p>Methods that take a {@link RetryHandler} try again what failed: by a {@link RetryPolicy}, or by a decision of the
 * user's own. Those that take none try once.
 */
public interface CallingContext {

    /** Like {@link #activities(Class, RetryHandler)}, with one try. */
    <T> T activities(Class<T> contract);

    /**
     * A stub of the activities of {@code contract}. Calling a method schedules the activity of that name (or of its
     * {@link ActivityName}), waits for it and returns its result; it throws {@link TaskFailedException} if the activity
     * fails. To go on without waiting, see {@link #call(Function, Object)}.
     *
     * @param contract an interface; no two of its methods may have one name
     * @param retry how failures are retried, for each call by itself
     * @throws IllegalArgumentException if {@code contract} is not such an interface
     */
    <T> T activities(Class<T> contract, RetryHandler retry);

    /**
     * Starts the activity that {@code stubMethod} calls, such as {@code shop::reserve}, without waiting for it.
     *
     * @throws IllegalArgumentException if {@code stubMethod} does not make exactly one call of a stub of this context
     */
    <R> Task<R> call(Supplier<R> stubMethod);

    /** Like {@link #call(Supplier)}, with one argument. */
    <A, R> Task<R> call(Function<A, R> stubMethod, A argument);

    /** Like {@link #call(Supplier)}, with two arguments. */
    <A, B, R> Task<R> call(BiFunction<A, B, R> stubMethod, A first, B second);

    /** Like {@link #call(Supplier)}, for a method that returns nothing. */
    Task<@Nullable Void> callVoid(Runnable stubMethod);

    /** Like {@link #call(Function, Object)}, for a method that returns nothing. */
    default <A> Task<@Nullable Void> callVoid(Consumer<A> stubMethod, A argument) {
        return callVoid(() -> stubMethod.accept(argument));
    }

    /** Like {@link #call(BiFunction, Object, Object)}, for a method that returns nothing. */
    default <A, B> Task<@Nullable Void> callVoid(BiConsumer<A, B> stubMethod, A first, B second) {
        return callVoid(() -> stubMethod.accept(first, second));
    }

    /** Like {@link #callActivity(String, Object, TypeRef)}, for a type without generic arguments. */
    default <R> Task<R> callActivity(String name, @Nullable Object input, Class<R> type) {
        return callActivity(name, input, TypeRef.of(type));
    }

    /** Like {@link #callActivity(String, Object, TypeRef, RetryHandler)}, for a type without generic arguments. */
    default <R> Task<R> callActivity(String name, @Nullable Object input, Class<R> type, RetryHandler retry) {
        return callActivity(name, input, TypeRef.of(type), retry);
    }

    /** Like {@link #callActivity(String, Object, TypeRef, RetryHandler)}, with one try. */
    <R> Task<R> callActivity(String name, @Nullable Object input, TypeRef<R> type);

    /**
     * Starts an activity by its name, without waiting for it.
     *
     * @param input what the activity gets; null: nothing
     * @param type the type of the result
     */
    <R> Task<R> callActivity(String name, @Nullable Object input, TypeRef<R> type, RetryHandler retry);

    /** Like {@link #call(Class, Object, SubOrchestrationOptions)}, with the default options. */
    default <I, O> Task<O> call(Class<? extends Orchestrator<I, O>> orchestrator, @Nullable I input) {
        return call(orchestrator, input, SubOrchestrationOptions.defaults());
    }

    /**
     * Starts a sub-orchestration, without waiting for it. The task ends when it does: with its output, or with its
     * failure as it was.
     *
     * @param orchestrator its class, which gives its name and the type of its output
     * @param input what it gets; null: nothing
     * @throws IllegalStateException inside a critical section
     */
    <I, O> Task<O> call(
            Class<? extends Orchestrator<I, O>> orchestrator, @Nullable I input, SubOrchestrationOptions options);

    /** Like {@link #callSubOrchestrator(String, Object, Class, SubOrchestrationOptions)}, with the default options. */
    default <R> Task<R> callSubOrchestrator(String name, @Nullable Object input, Class<R> type) {
        return callSubOrchestrator(name, input, TypeRef.of(type), SubOrchestrationOptions.defaults());
    }

    /** Like {@link #callSubOrchestrator(String, Object, TypeRef, SubOrchestrationOptions)}, for a type without arguments. */
    default <R> Task<R> callSubOrchestrator(
            String name, @Nullable Object input, Class<R> type, SubOrchestrationOptions options) {
        return callSubOrchestrator(name, input, TypeRef.of(type), options);
    }

    /**
     * Starts a sub-orchestration by its name, without waiting for it.
     *
     * @param input what it gets; null: nothing
     * @param type the type of its output
     * @throws IllegalStateException inside a critical section
     */
    <R> Task<R> callSubOrchestrator(
            String name, @Nullable Object input, TypeRef<R> type, SubOrchestrationOptions options);

    /** Like {@link #entity(Class, EntityId, RetryHandler)}, with one try. */
    <T> T entity(Class<T> contract, EntityId id);

    /**
     * A stub of one entity. Calling a method calls the operation of that name, waits for it and returns its result; it
     * throws {@link TaskFailedException} if the operation fails. To go on without waiting, give the method to
     * {@link #call(Function, Object)}.
     *
     * @param contract an interface, as for {@link #activities(Class)}; the entity's class may implement it
     * @param retry how failures are retried, for each call by itself; each try is an operation of its own
     */
    <T> T entity(Class<T> contract, EntityId id, RetryHandler retry);

    /** Like {@link #callEntity(EntityId, String, Object, TypeRef)}, for a type without generic arguments. */
    default <R> Task<R> callEntity(EntityId id, String operation, @Nullable Object input, Class<R> type) {
        return callEntity(id, operation, input, TypeRef.of(type));
    }

    /**
     * Calls an operation of an entity, without waiting for its result.
     *
     * @param input what the operation gets; null: nothing
     * @param type the type of the result
     * @throws IllegalStateException inside a critical section that does not lock this entity
     */
    <R> Task<R> callEntity(EntityId id, String operation, @Nullable Object input, TypeRef<R> type);

    /**
     * Like {@link #callEntity(EntityId, String, Object, TypeRef)}, tried again when it fails: a new operation each time. Wait
     * for it before the critical section is closed, or later tries come without the lock.
     */
    <R> Task<R> callEntity(EntityId id, String operation, @Nullable Object input, TypeRef<R> type, RetryHandler retry);

    /**
     * A stub of one entity whose methods signal: calling one asks the operation of that name and returns at once, with null
     * or zero. For contracts whose methods return nothing.
     *
     * @param contract an interface, as for {@link #activities(Class)}; the entity's class may implement it
     */
    <T> T entitySignals(Class<T> contract, EntityId id);

    /**
     * Asks an operation of an entity, whose result nobody hears of.
     *
     * @throws IllegalStateException inside a critical section that locks this entity
     */
    void signalEntity(EntityId id, String operation, @Nullable Object input);

    /** Like {@link #signalEntity(EntityId, String, Object)}, to be delivered at {@code at}, not before. */
    void signalEntity(EntityId id, String operation, @Nullable Object input, Instant at);

    /**
     * Waits until this orchestration has the locks of all these entities. Until it closes the section, they carry out
     * operations for it alone, and it may call only them. Locks are asked for in one order, so two sections never wait for
     * each other. To be used with {@code try}.
     *
     * @throws IllegalStateException inside a critical section
     */
    CriticalSection lockEntities(EntityId... ids);

    /** Raises an external event for another instance. Nothing happens if there is no such instance. */
    void sendEvent(String instanceId, String eventName, @Nullable Object payload);

    /**
     * Calls an HTTP service, without waiting for its answer. A worker makes the call, as an activity: so at least once. An
     * answer 202 with a {@code Location} is followed up by durable timers until there is another, as the request says. Any
     * answer is a result, whatever its status; the task fails if there is none.
     */
    Task<DurableHttpResponse> callHttp(DurableHttpRequest request);
}
