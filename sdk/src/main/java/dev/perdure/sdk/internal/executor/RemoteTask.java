package dev.perdure.sdk.internal.executor;

import dev.perdure.core.FailureDetails;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.sdk.RetryPolicy;
import dev.perdure.sdk.TaskFailedException;
import java.lang.reflect.Type;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Something that others carry out, with all tries of its retry policy: asked for, waiting before the next try, done. The
 * events move it on, whatever the orchestrator waits for.
 *
 * <p>Confined to the orchestrator's thread.
 */
abstract sealed class RemoteTask<T extends @Nullable Object> extends DurableTask<T>
        permits ActivityTask, ChildTask, EntityCall {

    private enum State {
        SCHEDULED,
        WAITING,
        COMPLETED,
        FAILED
    }

    private final String kind;
    private final String name;
    private final Type type;
    private final @Nullable RetryPolicy retry;

    private State state = State.SCHEDULED;
    private int attempt;
    private int id;
    private @Nullable String text;
    private @Nullable Object value;
    private @Nullable FailureDetails failure;

    /** Asks for nothing yet: the subclass calls {@link #tryAgain} once it can make its action. */
    RemoteTask(OrchestratorRun run, String kind, String name, Type type, @Nullable RetryPolicy retry) {
        super(run);
        this.kind = kind;
        this.name = name;
        this.type = type;
        this.retry = retry;
    }

    /** What asks for the try of this number, 1 for the first. */
    abstract OrchestratorAction.Builder action(int attemptNumber);

    /** The id of the last try in the history. */
    final int id() {
        return id;
    }

    final String name() {
        return name;
    }

    /** Whether a try is under way, rather than a wait between two. */
    final boolean awaitsResult() {
        return state == State.SCHEDULED;
    }

    /** Asks for the next try. */
    final void tryAgain() {
        attempt++;
        state = State.SCHEDULED;
        id = run().issued().issue(action(attempt));
        run().tasks().open(id, this);
    }

    final void completed(@Nullable String result) {
        state = State.COMPLETED;
        text = result;
    }

    final void failed(FailureDetails details) {
        RetryPolicy policy = retry;
        if (policy == null || details.nonRetriable() || attempt >= policy.attempts()) {
            state = State.FAILED;
            failure = details;
            return;
        }
        Duration wait = policy.waitAfter(attempt);
        if (wait.isZero()) {
            tryAgain();
            return;
        }
        state = State.WAITING;
        TimerTask.start(run(), run().currentInstant().plus(wait), this);
    }

    @Override
    final boolean done() {
        return state == State.COMPLETED || state == State.FAILED;
    }

    @Override
    final @Nullable Object result() {
        FailureDetails details = failure;
        if (details != null) {
            throw new TaskFailedException(kind, name, id, details);
        }
        if (text != null && type != void.class) {
            value = run().library().converter().deserialize(text, type);
        }
        text = null;
        return value;
    }
}
