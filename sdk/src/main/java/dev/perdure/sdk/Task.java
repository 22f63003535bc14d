package dev.perdure.sdk;

import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Something an orchestrator has started and may wait for. It makes progress whichever task the orchestrator waits for.
 *
 * <p>Confined to the orchestrator's thread: calls from any other throw {@link IllegalStateException}.
 *
 * @param <T> the result
 */
public interface Task<T extends @Nullable Object> {

    /**
     * Waits until the task is done and returns its result; null if it has none. Returns at once if it is done already.
     *
     * @throws TaskFailedException if the task failed
     * @throws dev.perdure.core.data.DataConversionException if the result does not fit the type
     */
    T await();

    /**
     * Like {@link #await()}, but waits no longer than {@code limit}, by a durable timer. If the task is done already, no
     * timer is made. The task goes on if the time runs out, and can be waited for again; only the wait for an event is
     * withdrawn, as {@link EventTask#within} says.
     *
     * @throws TaskTimeoutException if the time runs out first
     * @throws TaskFailedException if the task failed
     * @throws IllegalArgumentException if {@code limit} is negative
     */
    T await(Duration limit);

    /**
     * Whether the task has a result or has failed, as far as the orchestrator has seen: the answer changes only while it
     * waits for something. Never waits itself.
     */
    boolean isDone();

    /**
     * A task that is done when this one is, with what {@code change} makes of the result. The function runs once, when
     * somebody asks for the result; what it throws is thrown there, each time. Failures of this task stay as they are.
     */
    <U extends @Nullable Object> Task<U> thenApply(Function<? super T, ? extends U> change);
}
