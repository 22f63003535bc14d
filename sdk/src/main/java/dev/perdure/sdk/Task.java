package dev.perdure.sdk;

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
     * Whether the task has a result or has failed, as far as the orchestrator has seen: the answer changes only while it
     * waits for something. Never waits itself.
     */
    boolean isDone();
}
