package dev.perdure.sdk;

import dev.perdure.core.data.TypeRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * What an orchestrator works with: all it may know of the world and all it may do to it.
 *
 * <p>Confined to the orchestrator's thread: calls from any other throw {@link IllegalStateException}. Parallelism inside
 * an orchestrator is by tasks, never by threads.
 */
public interface OrchestrationContext extends CallingContext {

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

    /**
     * Random numbers of this execution: the same ones in each replay, others in each execution. Not for secrets. One
     * generator, however often it is asked for; it takes nothing from {@link #newUuid} and gives it nothing.
     */
    RandomGenerator random();

    /** Like {@link #logger(Class)}, under the name {@code orchestrator.} and the name of the orchestrator. */
    Logger logger();

    /**
     * A logger that says nothing while the code is taken through its history, so that each line is written once; again only
     * if a turn runs again, as after a crash. Its lines have {@link LogKeys} in their context. For the orchestrator's thread.
     *
     * @param type gives the logger its name
     */
    Logger logger(Class<?> type);

    /**
     * Whether the code may take its new way at a point that it has changed at. Executions that come to this point with code
     * that asks are told true, and their history says so; executions whose history went past it before are told false, so
     * that they replay as they were recorded. The first answer for an id holds for the whole execution, in loops too; the
     * next execution of continue-as-new begins afresh. To be asked on every way to the point, like any other call that the
     * history shows.
     *
     * <pre>{@code
     * if (ctx.patched("charge-first")) {
     *     charge(); reserve();
     * } else {
     *     reserve(); charge();
     * }
     * }</pre>
     *
     * <p>Once no execution from before the patch is unfinished, put {@link #deprecatePatch} in place of the question; once
     * none is left whose history shows it, take that away too.
     *
     * @param patchId names the change; not empty, and never used for another
     */
    boolean patched(String patchId);

    /** Stands where {@link #patched} was asked once: takes its mark from a history that has one, and leaves none itself. */
    void deprecatePatch(String patchId);

    /** Like {@link #continueAsNew(Object, boolean)}, with events kept. */
    @SuppressWarnings("TypeParameterUnusedInFormals") // nothing is ever returned
    default <T> T continueAsNew(@Nullable Object input) {
        return continueAsNew(input, ContinueAsNewOptions.defaults());
    }

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
    default <T> T continueAsNew(@Nullable Object input, boolean keepEvents) {
        return continueAsNew(input, ContinueAsNewOptions.defaults().keepEvents(keepEvents));
    }

    /** Like {@link #continueAsNew(Object, boolean)}, with a new version if the options name one. */
    @SuppressWarnings("TypeParameterUnusedInFormals") // nothing is ever returned
    <T> T continueAsNew(@Nullable Object input, ContinueAsNewOptions options);

    /**
     * Waits until all tasks are done, of whatever kinds and types, whether or not some fail.
     *
     * @throws TaskFailedException if tasks failed: that of the first one in the order of the collection; those of the others
     *     are suppressed in it
     */
    void awaitAll(Collection<? extends Task<?>> tasks);

    /** Starts a task for each item, then waits as {@link #allOf} does. Results come in the order of the items. */
    <E, R> List<R> all(Collection<E> items, Function<? super E, ? extends Task<R>> each);

    /**
     * Waits until all tasks are done, whether or not some fail, and returns their results in the order of the list. The
     * list may contain null where a task has no result, and cannot be changed.
     *
     * @throws TaskFailedException if tasks failed: that of the first one in the order of the list; those of the others are
     *     suppressed in it
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
     * Like {@link #anyOf}, over tasks of one type. The task that is returned may have failed: then its {@code await()}
     * throws. The others go on.
     *
     * @throws IllegalArgumentException if the list is empty
     */
    <R> Task<R> any(List<? extends Task<R>> tasks);

    /**
     * Waits until one of the tasks has a result and returns that: of the first one in the order of the list, if several
     * have. Failures are passed over. The others go on.
     *
     * @throws TaskFailedException if all tasks fail: that of the first one in the order of the list
     * @throws IllegalArgumentException if the list is empty
     */
    <R> R firstSuccess(List<? extends Task<R>> tasks);

    /**
     * Waits for a task, but no longer than {@code limit}: {@link Task#await(Duration)} without exception when the time runs
     * out.
     *
     * @return the result; empty if the time ran out, and also if the task has no result
     * @throws TaskFailedException if the task failed
     * @throws IllegalArgumentException if {@code limit} is negative
     */
    <R> Optional<R> race(Task<R> task, Duration limit);

    /** Like {@link #waitForEvent(String, TypeRef)}, for a type without generic arguments. */
    default <T> EventTask<T> waitForEvent(String name, Class<T> type) {
        return waitForEvent(name, TypeRef.of(type));
    }

    /**
     * Waits for an external event of this name. Case does not matter in names.
     *
     * @param type the type of the payload
     */
    <T> EventTask<T> waitForEvent(String name, TypeRef<T> type);

    /** Like {@link #events(String, TypeRef)}, for a type without generic arguments. */
    default <T> EventStream<T> events(String name, Class<T> type) {
        return events(name, TypeRef.of(type));
    }

    /**
     * The external events of this name, one after the other. Case does not matter in names.
     *
     * @param type the type of the payloads
     */
    <T> EventStream<T> events(String name, TypeRef<T> type);

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

    /** Sets the status text that clients see; it is published with the current turn. Null clears it. */
    void setCustomStatus(@Nullable Object status);
}
