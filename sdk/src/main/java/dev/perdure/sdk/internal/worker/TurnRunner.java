package dev.perdure.sdk.internal.worker;

import com.google.protobuf.StringValue;
import dev.perdure.core.HistoryHash;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.OrchestratorRequest;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.PerdureDelivery;
import dev.perdure.core.protocol.PerdurePause;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.sdk.internal.executor.LiveOrchestrator;
import dev.perdure.sdk.internal.executor.OrchestratorLibrary;
import dev.perdure.sdk.internal.executor.TracedTurn;
import dev.perdure.sdk.internal.executor.Turn;
import dev.perdure.sdk.internal.executor.TurnAnswer;
import dev.perdure.sdk.internal.executor.TurnSink;
import dev.perdure.sdk.replay.Divergence;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the turns of one connection. A turn goes to the orchestrator that is parked behind exactly the history the work
 * item names, if there is one, and is replayed otherwise. The orchestrator's own thread sends the answer.
 *
 * <p>Thread-safe.
 */
final class TurnRunner {

    private static final Logger LOG = LoggerFactory.getLogger(TurnRunner.class);

    private final OrchestratorLibrary library;
    private final LiveCache cache;
    private final InFlight inFlight;
    private final SharedRandom random;
    private final WorkerCounters counters;
    private final TurnWatch watch;

    TurnRunner(
            OrchestratorLibrary library,
            LiveCache cache,
            InFlight inFlight,
            SharedRandom random,
            WorkerCounters counters,
            TurnWatch watch) {
        this.watch = watch;
        this.library = library;
        this.cache = cache;
        this.inFlight = inFlight;
        this.random = random;
        this.counters = counters;
    }

    LiveCache cache() {
        return cache;
    }

    /** Takes a turn on. Does not wait for it. */
    void take(Outlet session, WorkItem item) {
        OrchestratorRequest request = item.getOrchestratorRequest();
        if (watch.isStuck(request.getInstanceId())) {
            LOG.warn(
                    "A turn of instance '{}' goes back to the host: an earlier one still runs here, and does not end.",
                    request.getInstanceId());
            var unused = session.send(c -> c.abandonTurn(item.getCompletionToken()));
            return;
        }
        if (!inFlight.enter()) {
            LOG.warn(
                    "Too many turns are under way; that of instance '{}' goes back to the host.",
                    request.getInstanceId());
            var unused = session.send(c -> c.abandonTurn(item.getCompletionToken()));
            return;
        }
        String executionId = request.getExecutionId().getValue();
        PerdureDelivery delivery = item.getPerdureDelivery();
        LiveOrchestrator live = item.hasPerdureDelivery()
                ? cache.take(
                        request.getInstanceId(), executionId, delivery.getHistoryPosition(), delivery.getHistoryHash())
                : null;
        TurnInHand sink = new TurnInHand(session, item, request.getNewEventsCount());
        if (live != null) {
            counters.liveTurns().increment();
            sink.runsOn(live);
            live.resume(new Turn(request.getInstanceId(), executionId, List.of(), request.getNewEventsList(), sink));
        } else if (delivery.getHistoryOmitted()) {
            counters.historyRequests().increment();
            sink.requireHistory();
        } else {
            counters.replayedTurns().increment();
            sink.runsOn(LiveOrchestrator.start(
                    library,
                    TracedTurn.of(
                            library,
                            new Turn(
                                    request.getInstanceId(),
                                    executionId,
                                    request.getPastEventsList(),
                                    request.getNewEventsList(),
                                    sink))));
        }
    }

    /** One turn under way. It keeps what the answer needs, not the history. Used by one thread at a time. */
    private final class TurnInHand implements TurnSink {

        private final Outlet session;
        private final String instanceId;
        private final String executionId;
        private final String token;
        private final @Nullable PerdureDelivery delivery;
        private final int newEvents;
        private boolean over;
        private TurnWatch.@Nullable Watched watched;

        TurnInHand(Outlet session, WorkItem item, int newEvents) {
            this.session = session;
            this.instanceId = item.getOrchestratorRequest().getInstanceId();
            this.executionId = item.getOrchestratorRequest().getExecutionId().getValue();
            this.token = item.getCompletionToken();
            this.delivery = item.hasPerdureDelivery() ? item.getPerdureDelivery() : null;
            this.newEvents = newEvents;
        }

        /** Called before the orchestrator is told of the turn, or just after: it may be over already. */
        void runsOn(LiveOrchestrator orchestrator) {
            TurnWatch.Watched begun = watch.began(instanceId, orchestrator);
            synchronized (this) {
                watched = begun;
                if (over) {
                    watch.ended(begun);
                }
            }
        }

        private synchronized void over() {
            over = true;
            if (watched != null) {
                watch.ended(watched);
            }
        }

        @Override
        public void answered(LiveOrchestrator orchestrator, TurnAnswer answer) {
            over();
            long answerId = random.nextId();
            OrchestratorResponse.Builder response = OrchestratorResponse.newBuilder()
                    .setInstanceId(instanceId)
                    .setCompletionToken(token)
                    .setPerdureAnswerId(answerId)
                    .addAllActions(answer.actions())
                    .addAllPerdureAwaitedEvents(answer.awaitedEvents());
            if (answer.customStatus() != null) {
                response.setCustomStatus(StringValue.of(answer.customStatus()));
            }
            Divergence divergence = answer.divergence();
            if (divergence != null) {
                response.setPerdurePause(PerdurePause.newBuilder()
                        .setReason(divergence.message())
                        .setEventNumber(divergence.eventNumber()));
                LOG.warn("{}", divergence.message());
            }
            // Before the answer is sent: the next turn may come while it still is.
            if (!answer.ended() && !park(orchestrator, answer, answerId)) {
                orchestrator.unload();
            }
            OrchestratorResponse message = response.build();
            var unused = session.send(c -> c.completeTurn(message)).whenComplete((done, failure) -> {
                inFlight.leave();
                if (failure != null) {
                    cache.evict(instanceId, answerId);
                    LOG.warn(
                            "The answer to a turn of instance '{}' did not reach the host, which will deliver the turn"
                                    + " again: {}",
                            instanceId,
                            failure.toString());
                    // If the connection lasts, or the host would wait for the answer until the lease ends.
                    var unusedToo = session.send(c -> c.abandonTurn(token));
                }
            });
        }

        @Override
        public void abandoned(String reason) {
            over();
            LOG.error("A turn of instance '{}' goes back to the host: {}", instanceId, reason);
            var unused = session.send(c -> c.abandonTurn(token)).whenComplete((done, failure) -> inFlight.leave());
        }

        void requireHistory() {
            OrchestratorResponse message = OrchestratorResponse.newBuilder()
                    .setInstanceId(instanceId)
                    .setCompletionToken(token)
                    .setRequiresHistory(true)
                    .build();
            var unused = session.send(c -> c.completeTurn(message)).whenComplete((done, failure) -> inFlight.leave());
        }

        private boolean park(LiveOrchestrator orchestrator, TurnAnswer answer, long answerId) {
            PerdureDelivery item = delivery;
            if (item == null) {
                // A host of another make: it will not say which history its next item continues.
                return false;
            }
            return cache.put(
                    instanceId,
                    new LiveCache.Entry(
                            orchestrator,
                            executionId,
                            item.getHistoryPosition() + newEvents + historyEvents(answer.actions()),
                            HistoryHash.next(item.getHistoryHash(), answerId),
                            answerId));
        }
    }

    /** How many events these actions add to the history. */
    private static int historyEvents(List<OrchestratorAction> actions) {
        int events = 0;
        for (OrchestratorAction action : actions) {
            switch (action.getOrchestratorActionTypeCase()) {
                case SCHEDULETASK,
                        CREATETIMER,
                        SENDEVENT,
                        CREATESUBORCHESTRATION,
                        SENDENTITYMESSAGE,
                        COMPLETEORCHESTRATION -> events++;
                default ->
                    throw new IllegalStateException(
                            "an action this SDK does not issue: " + action.getOrchestratorActionTypeCase());
            }
        }
        return events;
    }
}
