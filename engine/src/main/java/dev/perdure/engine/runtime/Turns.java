package dev.perdure.engine.runtime;

import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorRequest;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.PerdureDelivery;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.engine.Why;
import dev.perdure.engine.process.GivingUp;
import dev.perdure.engine.process.HistoryEvents;
import dev.perdure.engine.record.Command;
import dev.perdure.engine.record.CompleteTurn;
import dev.perdure.engine.record.FailTurn;
import dev.perdure.engine.record.RedeliveryCause;
import dev.perdure.engine.state.InstanceState;
import dev.perdure.engine.state.PartitionState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turns of one partition: which instance waits for a worker, which is at one, and which worker may hold it live.
 * At most one turn of an instance is out at a time.
 *
 * <p>Confined to its partition.
 */
final class Turns {

    /** Instances whose last worker is remembered; beyond, the longest unused is forgotten and gets its history. */
    private static final int REMEMBERED_MAX = 10_000;

    /** Encoded size of the new events of one turn, unless a single one is larger; the rest waits for the next turn. */
    private static final long TURN_BYTES_MAX = 64L << 20;

    /** Characters kept of the reason why a worker cannot go on. */
    private static final int PAUSE_REASON_MAX = 16_000;

    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    /**
     * A turn at a worker, with everything its completion will need.
     *
     * @param delivery 1, or more after the same turn was lost
     * @param batch which one it left ahead of, or {@link #LATE}
     */
    private record Flight(
            String token,
            ConnectedWorker worker,
            String executionId,
            long position,
            long historyHash,
            long started,
            int consumed,
            int delivery,
            long batch) {

        /** Of one that waits for the commit of its cause. */
        private static final long LATE = -1;
    }

    /**
     * What became of the present turn of an instance so far. It is given to the next worker as it was to the last, with
     * the same events at the same time: the answers of all its deliveries are the same.
     *
     * @param all how often it was lost
     * @param counted how often in a way that speaks against the turn
     * @param tooLarge how often with a stream that it may have broken by its size
     * @param first its first delivery; null if the next one cannot be the same
     * @param tokens of the deliveries that are the same, the newest {@link #TOKENS_MAX}
     */
    private record Losses(
            int all, int counted, int tooLarge, @Nullable Flight first, List<String> tokens) {

        private static final int TOKENS_MAX = 32;
        private static final Losses NONE = new Losses(0, 0, 0, null, List.of());

        private Losses and(Flight lost, RedeliveryCause cause) {
            List<String> copies = new ArrayList<>(tokens);
            copies.add(lost.token());
            return new Losses(
                    all + 1,
                    counted + (GivingUp.counts(cause) ? 1 : 0),
                    tooLarge + (cause == RedeliveryCause.TOO_LARGE ? 1 : 0),
                    first == null ? lost : first,
                    copies.subList(Math.max(0, copies.size() - TOKENS_MAX), copies.size()));
        }

        private Losses withoutCopies() {
            return new Losses(all, counted, tooLarge, null, List.of());
        }
    }

    private final Partition partition;
    private final PartitionState state;
    private final Dispatcher dispatcher;
    /** The instances that wait for a worker, each with the name it is queued under. */
    private final Map<String, String> queued = new HashMap<>();

    private final Map<String, Flight> flights = new HashMap<>();
    private final Map<String, Losses> lostTurns = new HashMap<>();
    /** What came of an answer that is sent in several chunks; gone with its flight. */
    private final Map<String, AnswerChunks> chunks = new HashMap<>();

    private final Map<String, ConnectedWorker> liveAt = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ConnectedWorker> eldest) {
            return size() > REMEMBERED_MAX;
        }
    };
    private final int deliveriesMax;
    private final Linger linger;

    Turns(Partition partition, PartitionState state, Dispatcher dispatcher, int deliveriesMax, Linger linger) {
        this.partition = partition;
        this.state = state;
        this.dispatcher = dispatcher;
        this.deliveriesMax = deliveriesMax;
        this.linger = linger;
    }

    /** Finds a worker for the instance if it has something to do and is not taken care of already. */
    void dispatchIfReady(String instanceId) {
        dispatchIfReady(instanceId, null);
    }

    private void dispatchIfReady(String instanceId, @Nullable ConnectedWorker avoided) {
        InstanceState instance = state.instance(instanceId);
        if (instance == null
                || !instance.isReady(partition.now())
                || flights.containsKey(instanceId)
                || queued.containsKey(instanceId)) {
            return;
        }
        String served = served(instance);
        ConnectedWorker worker = dispatcher.claimTurn(
                new ReadyWork.Turn(partition, instanceId), served, liveAt.get(instanceId), avoided);
        if (worker == null) {
            queued.put(instanceId, served);
        } else {
            send(instance, worker);
        }
    }

    /** The dispatcher has found room for a queued turn. */
    void build(String instanceId, ConnectedWorker worker) {
        queued.remove(instanceId);
        InstanceState instance = state.instance(instanceId);
        if (instance == null
                || !instance.isReady(partition.now())
                || flights.containsKey(instanceId)
                || !worker.filter().wantsTurnsOf(served(instance))
                || worker.isClosed()) {
            dispatcher.unclaimTurn(worker);
            dispatchIfReady(instanceId);
        } else {
            send(instance, worker);
        }
    }

    /**
     * A worker's answer. Whatever does not fit is ignored, and the instance gets another turn if it needs one.
     *
     * @param late whether the answer to an earlier delivery of the same turn fits
     */
    void answered(OrchestratorResponse response, boolean late, CompletableFuture<Void> reply) {
        String instanceId = response.getInstanceId();
        String token = response.getCompletionToken();
        Losses losses = lostTurns.getOrDefault(instanceId, Losses.NONE);
        boolean earlier = late && losses.tokens().contains(token);
        Flight present = flights.get(instanceId);
        // If it waits for a worker again, the earlier answer is as good as that to come.
        Flight flight = present == null && earlier ? losses.first() : present;
        if (flight == null || !(token.equals(flight.token()) || earlier)) {
            Lease misnamed = dispatcher.release(token);
            if (misnamed != null) {
                // The token is of another turn, which would otherwise wait for an answer for ever.
                Dispatcher.takeBack(misnamed, RedeliveryCause.ABANDONED);
            }
            partition.stale(reply);
            return;
        }
        InstanceState instance = state.instance(instanceId);
        if (response.getRequiresHistory() && instance != null) {
            deliver(
                    instance,
                    flight,
                    TurnHistory.whole(state, instance, flight.worker().sizes()));
            partition.afterCommit(Effect.reply(reply, null));
            return;
        }
        if (isChunk(response)) {
            chunks.computeIfAbsent(instanceId, id -> new AnswerChunks()).add(response);
            partition.afterCommit(Effect.reply(reply, null));
            return;
        }
        AnswerChunks before = chunks.get(instanceId);
        CompleteTurn turn = command(response, flight, before);
        if (present == null) {
            unqueue(instanceId);
        } else {
            land(instanceId, present);
        }
        // The present delivery of a turn whose earlier one is answered keeps its lease until it is answered too.
        dispatcher.release(token);
        if (turn.hasPause()) {
            liveAt.remove(instanceId);
        } else if (flight.worker().isLive()) {
            liveAt.put(instanceId, flight.worker());
        }
        boolean taken = partition.submitCompletion(Command.newBuilder().setCompleteTurn(turn), reply);
        if (!taken) {
            liveAt.remove(instanceId);
        } else if (turn.hasPause()) {
            partition.countDivergence();
            LOG.warn("Instance {} is suspended until its code is put right; 'perdure why' tells more.", instanceId);
        }
        lostTurns.remove(instanceId);
        dispatchIfReady(instanceId);
    }

    /** A turn came back without an answer. */
    void lost(String instanceId, String token, RedeliveryCause cause) {
        Flight flight = flights.get(instanceId);
        if (flight != null && flight.token().equals(token)) {
            land(instanceId, flight);
            liveAt.remove(instanceId);
            Losses losses = lostTurns.getOrDefault(instanceId, Losses.NONE).and(flight, cause);
            lostTurns.put(instanceId, losses);
            if (losses.tooLarge() >= MessageSizes.TRIALS) {
                pauseTooLarge(instanceId, flight);
            } else if (losses.counted() >= deliveriesMax) {
                partition.failTurn(FailTurn.newBuilder()
                        .setInstanceId(instanceId)
                        .setExecutionId(flight.executionId())
                        .setPosition(flight.position())
                        .setLost(losses.counted())
                        .setCause(cause));
            } else {
                partition.countRedelivery();
                dispatchIfReady(instanceId, flight.worker());
            }
        }
    }

    /** The turn that the instance waits for, or null if none is due. */
    Why.@Nullable Turn due(InstanceState instance) {
        Flight flight = flights.get(instance.instanceId());
        if (flight == null && !instance.isReady(partition.now())) {
            return null;
        }
        return new Why.Turn(
                WorkerFilter.forPeople(served(instance)),
                delivery(instance.instanceId()),
                dispatcher.placeOf(
                        flight == null ? "" : flight.token(),
                        worker -> worker.filter().wantsTurnsOf(served(instance)),
                        (worker, ring) -> ring.suitsTurn(worker, served(instance))));
    }

    /** The instance has ended or is gone: a turn that is out will find itself stale. */
    void forget(String instanceId) {
        Flight flight = flights.get(instanceId);
        if (flight != null) {
            land(instanceId, flight);
        }
        unqueue(instanceId);
        liveAt.remove(instanceId);
        lostTurns.remove(instanceId);
    }

    private void unqueue(String instanceId) {
        String name = queued.remove(instanceId);
        if (name != null) {
            dispatcher.withdrawTurn(new ReadyWork.Turn(partition, instanceId), name);
        }
    }

    /** 1, or more if the present turn was lost. */
    private int delivery(String instanceId) {
        return 1 + lostTurns.getOrDefault(instanceId, Losses.NONE).all();
    }

    private static String served(InstanceState instance) {
        return WorkerFilter.versioned(instance.name(), instance.version());
    }

    private void land(String instanceId, Flight flight) {
        flights.remove(instanceId);
        chunks.remove(instanceId);
        linger.landed(flight.batch());
    }

    private void send(InstanceState instance, ConnectedWorker worker) {
        String instanceId = instance.instanceId();
        int delivery = delivery(instanceId);
        String token = dispatcher.leaseTurn(worker, partition, instance, served(instance), delivery);
        if (token == null) {
            // The worker went between the claim and now: look for another.
            dispatchIfReady(instanceId);
            return;
        }
        boolean held = liveAt.get(instanceId) == worker && instance.position() > 0;
        TurnHistory history = held ? TurnHistory.omitted() : TurnHistory.whole(state, instance, worker.sizes());
        int fits =
                instance.inboxSizeWithin(Math.min(TURN_BYTES_MAX, worker.sizes().newEventsBeside(history.bytes())));
        Losses losses = lostTurns.getOrDefault(instanceId, Losses.NONE);
        Flight first = losses.first();
        if (first != null && first.consumed() > fits) {
            lostTurns.put(instanceId, losses.withoutCopies());
            first = null;
        }
        Flight flight = new Flight(
                token,
                worker,
                instance.executionId(),
                instance.position(),
                instance.historyHash(),
                first == null ? partition.now() : first.started(),
                first == null ? fits : first.consumed(),
                delivery,
                // What a worker reads for itself is what is committed.
                worker.takesTurnsEarly() && !history.isStreamed() ? linger.left(worker.isRemote()) : Flight.LATE);
        flights.put(instanceId, flight);
        deliver(instance, flight, history);
    }

    /**
     * Hands the turn over: at once to workers that let a turn run ahead of the commit of its cause; to others once all
     * of it is durable.
     */
    private void deliver(InstanceState instance, Flight flight, TurnHistory history) {
        OrchestratorRequest.Builder request = OrchestratorRequest.newBuilder()
                .setInstanceId(instance.instanceId())
                .setExecutionId(StringValue.of(instance.executionId()));
        history.addTo(request, flight.worker().isRemote());
        if (instance.span() != null) {
            request.setOrchestrationTraceContext(instance.span());
        }
        request.addNewEvents(HistoryEvents.orchestratorStarted(flight.started()));
        int left = flight.consumed();
        for (HistoryEvent event : instance.inbox()) {
            if (left-- == 0) {
                break;
            }
            request.addNewEvents(event);
        }
        WorkItem item = WorkItem.newBuilder()
                .setOrchestratorRequest(request)
                .setCompletionToken(flight.token())
                .setPerdureDelivery(PerdureDelivery.newBuilder()
                        .setDeliveryNumber(flight.delivery())
                        .setHistoryPosition(flight.position())
                        .setHistoryHash(flight.historyHash())
                        .setHistoryOmitted(history.isOmitted()))
                .build();
        if (flight.batch() == Flight.LATE || history.isStreamed()) {
            partition.afterCommit(() -> dispatcher.deliver(flight.worker(), item));
        } else {
            dispatcher.deliver(flight.worker(), item);
        }
    }

    /** Holds an instance whose turn no worker has taken because of its size. */
    private void pauseTooLarge(String instanceId, Flight flight) {
        String reason = "A turn of this instance was larger than its worker takes: its history has " + flight.position()
                + " events, and the stream of the worker '" + flight.worker().name() + "' broke on it "
                + MessageSizes.TRIALS + " times. gRPC workers take messages of 4 MiB unless their channel says more "
                + "(Java: maxInboundMessageSize of the channel given to grpcChannel of the worker's builder). Raise "
                + "that, or serve the orchestrator with a worker of Perdure, JavaScript or .NET; then resume the "
                + "instance. An orchestrator that continues as new now and then keeps its history short.";
        boolean stale = partition
                .submit(Command.newBuilder()
                        .setCompleteTurn(CompleteTurn.newBuilder()
                                .setInstanceId(instanceId)
                                .setExecutionId(flight.executionId())
                                .setPosition(flight.position())
                                .setHistoryHash(flight.historyHash())
                                .setStarted(flight.started())
                                .setEventsConsumed(flight.consumed())
                                .setPause(StringValue.of(reason))))
                .isStale();
        if (!stale) {
            LOG.warn("Instance {} is suspended: {}", instanceId, reason);
        }
        lostTurns.remove(instanceId);
        dispatchIfReady(instanceId);
    }

    /** Whether more of the same answer follows. */
    @SuppressWarnings("deprecation") // deprecated in the protocol, yet still sent for answers of over 3.9 MB
    private static boolean isChunk(OrchestratorResponse response) {
        return response.getIsPartial();
    }

    private static String clipped(String reason) {
        return reason.length() > PAUSE_REASON_MAX ? reason.substring(0, PAUSE_REASON_MAX) : reason;
    }

    private static CompleteTurn command(OrchestratorResponse response, Flight flight, @Nullable AnswerChunks before) {
        CompleteTurn.Builder turn = CompleteTurn.newBuilder()
                .setInstanceId(response.getInstanceId())
                .setExecutionId(flight.executionId())
                .setPosition(flight.position())
                .setHistoryHash(flight.historyHash())
                .setStarted(flight.started())
                .setEventsConsumed(flight.consumed())
                .setAnswerId(response.getPerdureAnswerId())
                .addAllAwaitedEvents(response.getPerdureAwaitedEventsList())
                .addAllActions(before == null ? List.of() : before.actions())
                .addAllActions(response.getActionsList());
        if (before != null && before.isTooLarge()) {
            return turn.clearActions()
                    .setPause(StringValue.of(AnswerChunks.TOO_LARGE))
                    .build();
        }
        if (response.hasPerdurePause()) {
            return turn.clearActions()
                    .setPause(StringValue.of(clipped(response.getPerdurePause().getReason())))
                    .build();
        }
        if (response.hasOrchestrationTraceContext()) {
            turn.setSpan(response.getOrchestrationTraceContext());
        }
        if (response.hasCustomStatus()) {
            turn.setCustomStatus(response.getCustomStatus());
        }
        return turn.build();
    }
}
