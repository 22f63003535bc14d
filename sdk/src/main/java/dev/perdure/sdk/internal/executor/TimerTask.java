package dev.perdure.sdk.internal.executor;

import com.google.protobuf.Timestamp;
import dev.perdure.core.protocol.CreateTimerAction;
import dev.perdure.core.protocol.OrchestratorAction;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A durable timer. Confined to the orchestrator's thread. */
final class TimerTask extends DurableTask<@Nullable Void> {

    private boolean fired;

    TimerTask(OrchestratorRun run, Instant fireAt) {
        super(run);
        start(run, fireAt, this);
    }

    /** Issues a timer that wakes {@code task}. */
    static void start(OrchestratorRun run, Instant fireAt, DurableTask<?> task) {
        int id = run.issued()
                .issue(OrchestratorAction.newBuilder()
                        .setCreateTimer(CreateTimerAction.newBuilder()
                                .setFireAt(Timestamp.newBuilder()
                                        .setSeconds(fireAt.getEpochSecond())
                                        .setNanos(fireAt.getNano()))));
        run.tasks().open(id, task);
    }

    void fired() {
        fired = true;
    }

    @Override
    boolean done() {
        return fired;
    }

    @Override
    String described() {
        return "a timer";
    }

    @Override
    @Nullable
    Object result() {
        return null;
    }
}
