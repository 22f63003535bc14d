package dev.perdure.sdk;

import dev.perdure.core.EntityId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an orchestrator works with: all it may know of the world and all it may do to it.
 *
 * <p>Confined to the orchestrator's thread: calls from any other throw {@link IllegalStateException}. Parallelism inside
 * an orchestrator is by tasks, never by threads.
 */
public interface OrchestrationContext {

    /** The id of this instance. */
    String instanceId();

    /** The id of this execution of the instance: 32 hex digits on a Perdure host. */
    String executionId();

    /** The name under which the orchestrator was started. */
    String name();

    /** The version with which the instance was started; empty for none. */
    Optional<String> version();

    /** The tags with which the instance was started, in the order of their names; cannot be changed. */
    Map<String, String> tags();

    /** The instance that started this one as its sub-orchestration; empty if none did. */
    Optional<String> parentInstanceId();

    /** The time of the current turn. It stands still while the code runs and moves on only while it waits. */
    Instant currentInstant();

    /** Whether the code is being taken through recorded history; for log lines that should be written once. */
    boolean isReplaying();

    /** A new UUID (RFC 4122 version 5), the same one in each replay. */
    UUID newUuid();

    /** Like {@link #activities(Class, RetryPolicy)}, with one try. */
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
    <T> T activities(Class<T> contract, RetryPolicy retry);

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

    /** Like {@link #callActivity(String, Object, Class, RetryPolicy)}, with one try. */
    <R> Task<R> callActivity(String name, @Nullable Object input, Class<R> type);

    /**
     * Starts an activity by its name, without waiting for it.
     *
     * @param input what the activity gets; null: nothing
     * @param type the type of the result
     */
    <R> Task<R> callActivity(String name, @Nullable Object input, Class<R> type, RetryPolicy retry);

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
        return callSubOrchestrator(name, input, type, SubOrchestrationOptions.defaults());
    }

    /**
     * Starts a sub-orchestration by its name, without waiting for it.
     *
     * @param input what it gets; null: nothing
     * @param type the type of its output
     * @throws IllegalStateException inside a critical section
     */
    <R> Task<R> callSubOrchestrator(
            String name, @Nullable Object input, Class<R> type, SubOrchestrationOptions options);

    /**
     * A stub of one entity. Calling a method calls the operation of that name, waits for it and returns its result; it
     * throws {@link TaskFailedException} if the operation fails. To go on without waiting, give the method to
     * {@link #call(Function, Object)}.
     *
     * @param contract an interface, as for {@link #activities(Class)}; the entity's class may implement it
     */
    <T> T entity(Class<T> contract, EntityId id);

    /**
     * Calls an operation of an entity, without waiting for its result.
     *
     * @param input what the operation gets; null: nothing
     * @param type the type of the result
     * @throws IllegalStateException inside a critical section that does not lock this entity
     */
    <R> Task<R> callEntity(EntityId id, String operation, @Nullable Object input, Class<R> type);

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

    /** Like {@link #continueAsNew(Object, boolean)}, with events kept. */
    @SuppressWarnings("TypeParameterUnusedInFormals") // nothing is ever returned
    <T> T continueAsNew(@Nullable Object input);

    /**
     * Ends this execution here and now, and lets the instance begin again with {@code input} and an empty history. Never
     * returns, so that {@code return ctx.continueAsNew(next);} fits any orchestrator: no code after it takes effect, not
     * even in {@code finally}. What was asked of others before still happens; tasks and timers under way are given up,
     * locks are given back.
     *
     * @param input what the next execution gets; null: nothing
     * @param keepEvents whether external events that no wait has taken go on to the next execution
     */
    @SuppressWarnings("TypeParameterUnusedInFormals") // nothing is ever returned
    <T> T continueAsNew(@Nullable Object input, boolean keepEvents);

    /**
     * Waits until all tasks are done, of whatever kinds and types, whether or not some fail.
     *
     * @throws TaskFailedException if tasks failed: that of the first one in the order of the collection
     */
    void awaitAll(Collection<? extends Task<?>> tasks);

    /** Starts a task for each item, then waits as {@link #allOf} does. Results come in the order of the items. */
    <E, R> List<R> all(Collection<E> items, Function<? super E, ? extends Task<R>> each);

    /**
     * Waits until all tasks are done, whether or not some fail, and returns their results in the order of the list. The
     * list may contain null where a task has no result, and cannot be changed.
     *
     * @throws TaskFailedException if tasks failed: that of the first one in the order of the list
     */
    <R> List<R> allOf(List<? extends Task<R>> tasks);

    /**
     * Waits until at least one task is done, well or badly, and returns it: the first one in the order of the list, if
     * several are.
     *
     * @throws IllegalArgumentException if the list is empty
     */
    Task<?> anyOf(List<? extends Task<?>> tasks);

    /**
     * Waits for an external event of this name. Case does not matter in names.
     *
     * @param type the type of the payload
     */
    <T> EventTask<T> waitForEvent(String name, Class<T> type);

    /** The name of {@link #waitForEvent} in other SDKs. */
    default <T> EventTask<T> waitForExternalEvent(String name, Class<T> type) {
        return waitForEvent(name, type);
    }

    /**
     * Starts a durable timer.
     *
     * @throws IllegalArgumentException if {@code delay} is negative
     */
    Task<@Nullable Void> createTimer(Duration delay);

    /** Starts a durable timer that fires at {@code fireAt}, or at once if that has passed. */
    Task<@Nullable Void> createTimer(Instant fireAt);

    /** Waits for a durable timer. Holds no resources of the machine, however long. */
    default void sleep(Duration delay) {
        createTimer(delay).await();
    }

    /** Raises an external event for another instance. Nothing happens if there is no such instance. */
    void sendEvent(String instanceId, String eventName, @Nullable Object payload);

    /** Sets the status text that clients see; it is published with the current turn. Null clears it. */
    void setCustomStatus(@Nullable Object status);
}
