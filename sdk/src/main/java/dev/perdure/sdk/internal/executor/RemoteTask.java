package dev.perdure.sdk.internal.executor;

import dev.perdure.core.FailureDetails;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.sdk.FailedTry;
import dev.perdure.sdk.RetryHandler;
import dev.perdure.sdk.RetryPolicy;
import dev.perdure.sdk.TaskFailedException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that others carry out, with all tries of its retry policy: asked for, waiting before the next try, done. The
 * events move it on, whatever the orchestrator waits for.
 *
 * <p>Confined to the orchestrator's thread.
 */
abstract sealed class RemoteTask<T extends @Nullable Object> extends DurableTask<T>
        permits ActivityTask, ChildTask, EntityCall, HttpTask {

    private enum State {
        SCHEDULED,
        WAITING,
        COMPLETED,
        FAILED
    }

    private final String kind;
    private final String name;
    private final Type type;
    private final @Nullable RetryHandler retry;
    private final Instant began;

    private State state = State.SCHEDULED;
    private int attempt;
    private int id;
    private @Nullable String text;
    private @Nullable Object value;
    private @Nullable FailureDetails failure;

    /** Asks for nothing yet: the subclass calls {@link #tryAgain} once it can make its action. */
    RemoteTask(OrchestratorRun run, String kind, String name, Type type, @Nullable RetryHandler retry) {
        super(run);
        this.kind = kind;
        this.name = name;
        this.type = type;
        this.retry = retry;
        this.began = run.currentInstant();
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

    /** A try has brought a result. */
    void completed(@Nullable String result) {
        state = State.COMPLETED;
        text = result;
    }

    /** A try has failed. */
    final void failed(FailureDetails details) {
        if (!triesAgainAfter(details) && !done()) {
            fail(details);
        }
    }

    /** Asks again if the retry handler says so. A handler that throws, be it an error, fails the task. */
    final boolean triesAgainAfter(FailureDetails details) {
        return triesAgainAfter(details, null);
    }

    /** As the other, with how long whoever failed wants to be left alone; null if it does not say. */
    final boolean triesAgainAfter(FailureDetails details, @Nullable Duration retryAfter) {
        Duration wait;
        try {
            wait = waitBeforeNext(details, retryAfter);
            if (wait != null && wait.isNegative()) {
                throw new IllegalArgumentException("A wait cannot be negative: " + wait + ".");
            }
        } catch (Throwable e) {
            if (OrchestratorUnloaded.mustPass(e)) {
                throw e;
            }
            fail(FailureDetails.of(new IllegalStateException(
                    "The retry handler of the " + kind + " '" + name + "' failed after try " + attempt
                            + " had failed with " + details.errorType() + ": " + details.message(),
                    e)));
            return false;
        }
        if (wait == null) {
            return false;
        }
        askAfter(wait);
        return true;
    }

    /** The task ends with this failure. */
    final void fail(FailureDetails details) {
        state = State.FAILED;
        failure = details;
    }

    /** What the retry handler says; null to give up. */
    private @Nullable Duration waitBeforeNext(FailureDetails details, @Nullable Duration retryAfter) {
        RetryHandler handler = retry;
        if (handler == null || details.nonRetriable() || attempt >= RetryPolicy.ATTEMPTS_MAX) {
            return null;
        }
        OneTry failed = new OneTry(
                name,
                details,
                attempt,
                elapsed(),
                DurableRandom.chance(run().seed(), id),
                Optional.ofNullable(retryAfter));
        return run().withoutWaiting(() -> handler.waitAfter(failed)).orElse(null);
    }

    /** Asks again after a wait; the attempts go on being counted. */
    final void askAfter(Duration wait) {
        if (wait.isZero()) {
            tryAgain();
            return;
        }
        state = State.WAITING;
        TimerTask.start(run(), run().currentInstant().plus(wait), this);
    }

    /** The next attempt counts as the first. */
    final void forgetAttempts() {
        attempt = 0;
    }

    /** The time since the task was made. */
    final Duration elapsed() {
        return Duration.between(began, run().currentInstant());
    }

    /** What a retry handler sees. */
    private record OneTry(
            String taskName,
            FailureDetails failure,
            int attempt,
            Duration elapsed,
            double chance,
            Optional<Duration> retryAfter)
            implements FailedTry {}

    @Override
    final String described() {
        return "the " + kind + " '" + name + "' (task " + id + ")";
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
            value = read(text);
        }
        text = null;
        return value;
    }

    /** The result that a payload stands for. */
    @Nullable
    Object read(String payload) {
        return run().library().converter().deserialize(payload, type);
    }
}
