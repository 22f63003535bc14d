package dev.perdure.sdk.internal.executor;

import com.google.protobuf.StringValue;
import dev.perdure.core.FailureDetails;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.ScheduleTaskAction;
import dev.perdure.sdk.RetryPolicy;
import dev.perdure.sdk.TaskFailedException;
import dev.perdure.sdk.internal.activity.ActivityTags;
import java.lang.reflect.Type;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One activity with all tries of its retry policy: scheduled, waiting before the next try, done. The events move it on,
 * whatever the orchestrator waits for.
 *
 * <p>Confined to the orchestrator's thread.
 */
final class ActivityTask<T extends @Nullable Object> extends DurableTask<T> {

    private enum State {
        SCHEDULED,
        WAITING,
        COMPLETED,
        FAILED
    }

    private final String name;
    private final @Nullable String input;
    private final Type type;
    private final @Nullable RetryPolicy retry;

    private State state = State.SCHEDULED;
    private int attempt;
    private int id;
    private @Nullable String text;
    private @Nullable Object value;
    private @Nullable FailureDetails failure;

    ActivityTask(OrchestratorRun run, String name, @Nullable String input, Type type, @Nullable RetryPolicy retry) {
        super(run);
        this.name = name;
        this.input = input;
        this.type = type;
        this.retry = retry;
        tryAgain();
    }

    /** Whether a try is under way, rather than a wait between two. */
    boolean awaitsResult() {
        return state == State.SCHEDULED;
    }

    /** Schedules the next try. */
    void tryAgain() {
        attempt++;
        state = State.SCHEDULED;
        ScheduleTaskAction.Builder action = ScheduleTaskAction.newBuilder().setName(name);
        if (input != null) {
            action.setInput(StringValue.of(input));
        }
        if (attempt > 1) {
            action.putTags(ActivityTags.ATTEMPT, Integer.toString(attempt));
        }
        id = run().issued().issue(OrchestratorAction.newBuilder().setScheduleTask(action));
        run().tasks().open(id, this);
    }

    void completed(@Nullable String result) {
        state = State.COMPLETED;
        text = result;
    }

    void failed(FailureDetails details) {
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
    boolean done() {
        return state == State.COMPLETED || state == State.FAILED;
    }

    @Override
    @Nullable
    Object result() {
        FailureDetails details = failure;
        if (details != null) {
            throw new TaskFailedException(name, id, details);
        }
        if (text != null && type != void.class) {
            value = run().library().converter().deserialize(text, type);
        }
        text = null;
        return value;
    }
}
