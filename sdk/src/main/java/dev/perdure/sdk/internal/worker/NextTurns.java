package dev.perdure.sdk.internal.worker;

import com.google.protobuf.Timestamp;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.OrchestratorStartedEvent;
import dev.perdure.core.protocol.PerdureNextTurn;
import dev.perdure.core.protocol.TaskCompletedEvent;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.sdk.internal.executor.LiveOrchestrator;
import dev.perdure.sdk.internal.executor.Turn;
import dev.perdure.sdk.internal.executor.TurnAnswer;
import dev.perdure.sdk.internal.executor.TurnSink;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Goes on with the result of an activity at once where the orchestrator is parked on the same connection and waits for
 * nothing else. The answer to that turn travels with the result, which saves the way to the host and back. The host takes
 * it if it is the turn that is due; otherwise it ignores it and the turn comes as always.
 *
 * <p>Thread-safe.
 */
final class NextTurns {

    /** Encoded size of a result that is gone on with: together with an answer it has to stay one quick message. */
    private static final int RESULT_BYTES_MAX = 16 * 1024;

    private static final int ANSWER_BYTES_MAX = 32 * 1024;

    /** What the new events of such a turn are: its start, and the result. */
    private static final int NEW_EVENTS = 2;

    private final LiveCache cache;
    private final SharedRandom random;
    private final WorkerCounters counters;
    private final TurnWatch watch;

    NextTurns(LiveCache cache, SharedRandom random, WorkerCounters counters, TurnWatch watch) {
        this.cache = cache;
        this.random = random;
        this.counters = counters;
        this.watch = watch;
    }

    /**
     * The result, with the next turn if that could be run within the wait. A result never waits longer for it.
     *
     * @param item the activity
     * @param elapsedNanos since the item has come
     */
    ActivityResponse goOn(WorkItem item, ActivityResponse result, long elapsedNanos, long waitNanos) {
        long handedOutAt = item.getPerdureDelivery().getHandedOutAt();
        if (handedOutAt == 0 || result.hasFailureDetails() || result.getSerializedSize() > RESULT_BYTES_MAX) {
            return result;
        }
        String executionId = item.getActivityRequest()
                .getOrchestrationInstance()
                .getExecutionId()
                .getValue();
        LiveCache.Entry entry = cache.takeIfSole(result.getInstanceId(), executionId, result.getTaskId());
        if (entry == null) {
            return result;
        }
        long started = handedOutAt + elapsedNanos / 1_000;
        Going going = new Going(result.getInstanceId(), entry);
        going.begin(List.of(started(started), completed(result)));
        OrchestratorResponse answer = going.await(waitNanos);
        if (answer == null) {
            return result;
        }
        counters.nextTurns().increment();
        return result.toBuilder()
                .setPerdureNextTurn(PerdureNextTurn.newBuilder()
                        .setHistoryPosition(entry.position())
                        .setHistoryHash(entry.hash())
                        .setStarted(started)
                        .setAnswer(answer))
                .build();
    }

    private static HistoryEvent started(long micros) {
        return HistoryEvent.newBuilder()
                .setEventId(-1)
                .setTimestamp(Timestamp.newBuilder()
                        .setSeconds(Math.floorDiv(micros, 1_000_000L))
                        .setNanos((int) Math.floorMod(micros, 1_000_000L) * 1_000))
                .setOrchestratorStarted(OrchestratorStartedEvent.getDefaultInstance())
                .build();
    }

    private static HistoryEvent completed(ActivityResponse result) {
        TaskCompletedEvent.Builder event = TaskCompletedEvent.newBuilder().setTaskScheduledId(result.getTaskId());
        if (result.hasResult()) {
            event.setResult(result.getResult());
        }
        return HistoryEvent.newBuilder().setEventId(-1).setTaskCompleted(event).build();
    }

    /** One such turn. */
    private final class Going implements TurnSink {

        private final String instanceId;
        private final LiveCache.Entry entry;
        private final TurnWatch.Watched watched;
        /** The answer; null if there is none to send. */
        private final CompletableFuture<@Nullable OrchestratorResponse> answer = new CompletableFuture<>();

        Going(String instanceId, LiveCache.Entry entry) {
            this.instanceId = instanceId;
            this.entry = entry;
            this.watched = watch.began(instanceId, entry.orchestrator());
        }

        void begin(List<HistoryEvent> events) {
            entry.orchestrator().resume(new Turn(instanceId, entry.executionId(), List.of(), events, this));
        }

        @SuppressWarnings("ThreadPriorityCheck") // saves a timer; nothing relies on it
        @Nullable
        OrchestratorResponse await(long nanos) {
            // The orchestrator is next on this carrier: as a rule it is through before this thread has its turn again.
            Thread.yield();
            try {
                return answer.isDone() ? answer.join() : answer.get(nanos, TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                // Whichever is first: that answer, or the result without it.
                return answer.complete(null) ? null : answer.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return answer.complete(null) ? null : answer.join();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void answered(LiveOrchestrator orchestrator, TurnAnswer turn) {
            watch.ended(watched);
            long answerId = random.nextId();
            OrchestratorResponse response =
                    TurnRunner.response(instanceId, turn, answerId).build();
            if (turn.divergence() != null || response.getSerializedSize() > ANSWER_BYTES_MAX) {
                orchestrator.unload();
                answer.complete(null);
                return;
            }
            // Before the answer is sent: the next activity may have its result while it still is.
            boolean parked = !turn.ended()
                    && cache.put(
                            instanceId,
                            LiveCache.Entry.after(
                                    orchestrator,
                                    entry.executionId(),
                                    entry.position(),
                                    entry.hash(),
                                    NEW_EVENTS,
                                    turn,
                                    answerId));
            if (!turn.ended() && !parked) {
                orchestrator.unload();
            }
            if (!answer.complete(response)) {
                cache.evict(instanceId, answerId);
            }
        }

        @Override
        public void abandoned(String reason) {
            watch.ended(watched);
            answer.complete(null);
        }
    }
}
