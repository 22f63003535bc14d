package dev.perdure.simulator.planted;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.worker.WorkerConnection;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.process.Decision;
import dev.perdure.engine.record.Command;
import dev.perdure.engine.runtime.Decider;
import dev.perdure.engine.state.EntityChange;
import dev.perdure.engine.state.Event;
import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Mutation;
import dev.perdure.simulator.world.ModelWorker;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where each bug is planted: between the parts of the engine and the world, never inside them. Thread-safe: immutable. */
public final class Plants {

    private static final int EARLY_SECONDS = 20;

    private final @Nullable PlantedBug bug;

    /** @param bug the one that is planted, or null for none */
    public Plants(@Nullable PlantedBug bug) {
        this.bug = bug;
    }

    /** Whether the disk lies about its syncs. */
    public boolean diskLies() {
        return bug == PlantedBug.ACK_BEFORE_SYNC;
    }

    /** What is written instead of these mutations. */
    public List<Mutation> written(List<Mutation> mutations) {
        PlantedBug planted = bug;
        if (planted == null) {
            return mutations;
        }
        return switch (planted) {
            case OUTBOX_ROW_DROPPED -> without(mutations, m -> m.family() == Family.OUTBOX && m.value() != null);
            case TIMER_NOT_WRITTEN ->
                without(
                        mutations,
                        m -> (m.family() == Family.TIMER || m.family() == Family.INSTANCE_TIMER) && m.value() != null);
            case INDEX_ROW_LEFT -> without(mutations, m -> m.family() == Family.NAME_INDEX && m.value() == null);
            case PAYLOAD_LEFT -> without(mutations, m -> m.family() == Family.PAYLOAD && m.value() == null);
            default -> mutations;
        };
    }

    private static <T> List<T> without(List<T> all, Predicate<T> left) {
        return all.stream().filter(left.negate()).toList();
    }

    /** The clock that the engine sees. */
    public InstantSource clock(InstantSource clock) {
        return bug == PlantedBug.TIMER_EARLY ? () -> clock.instant().plusSeconds(EARLY_SECONDS) : clock;
    }

    /** How a worker reaches the engine. */
    public Function<WorkerConnection, WorkerConnection> connection() {
        return bug == PlantedBug.TOKEN_NOT_CHECKED ? TokenlessConnection::new : connection -> connection;
    }

    /** The executor of a worker. */
    public ModelWorker.Executor executor(ModelWorker.Executor executor) {
        return bug == PlantedBug.LIVE_TRUSTED ? new TrustingExecutor(executor) : executor;
    }

    /** What becomes of the decisions of the engine. */
    public Decider decider() {
        PlantedBug planted = bug;
        return planted == null ? Decider.AS_DECIDED : (command, decision) -> decided(planted, command, decision);
    }

    private static Decision decided(PlantedBug planted, Command command, Decision decision) {
        List<Event> events = decision.events();
        return switch (planted) {
            case MESSAGE_NOT_COUNTED -> leaving(decision, Event.MessageReceived.class::isInstance);
            case TIMER_TWICE -> doubling(decision, HistoryEvent::hasTimerFired);
            case EVENT_LOST_AT_CONTINUE ->
                events.stream().anyMatch(Event.InstanceContinued.class::isInstance)
                        ? leaving(
                                decision,
                                event -> event instanceof Event.InboxAppended inbox
                                        && inbox.event().hasEventRaised())
                        : decision;
            case EVENT_TWICE -> command.hasRaiseEvent() ? doubling(decision, HistoryEvent::hasEventRaised) : decision;
            case LOCK_LEAKED_ON_TERMINATE ->
                command.hasTerminate()
                        ? leaving(
                                decision,
                                event -> event instanceof Event.MessageSent sent
                                        && sent.message().hasLockRelease())
                        : decision;
            case KEY_FORGOTTEN -> leaving(decision, Event.KeyRemembered.class::isInstance);
            case REDELIVERY_NOT_COUNTED -> command.hasRedeliverActivity() ? uncounted(decision) : decision;
            case ACTIVITY_STAYS_OPEN ->
                command.hasCompleteActivity() ? leaving(decision, Event.ActivityClosed.class::isInstance) : decision;
            case CHILD_RESULT_TWICE -> doubling(decision, HistoryEvent::hasSubOrchestrationInstanceCompleted);
            case CHILD_RESULT_LOST ->
                leaving(
                        decision,
                        event -> event instanceof Event.MessageSent sent
                                && sent.message().hasChildEnded());
            case ENDED_TWICE -> endedTwice(command, decision);
            case OPERATION_TWICE ->
                new Decision(events.stream().map(Plants::keepingQueue).toList(), decision.outcome());
            case SIGNAL_LOST ->
                command.hasSignalEntity()
                        ? leaving(
                                decision,
                                event -> event instanceof Event.EntityChanged changed
                                        && changed.change() instanceof EntityChange.Queued)
                        : decision;
            case HISTORY_CUT ->
                command.hasCompleteTurn()
                        ? new Decision(events.stream().map(Plants::cut).toList(), decision.outcome())
                        : decision;
            default -> decision;
        };
    }

    private static Decision leaving(Decision decision, Predicate<Event> left) {
        return new Decision(without(decision.events(), left), decision.outcome());
    }

    private static Decision doubling(Decision decision, Predicate<HistoryEvent> doubled) {
        return new Decision(
                decision.events().stream()
                        .flatMap(event -> event instanceof Event.InboxAppended inbox && doubled.test(inbox.event())
                                ? Stream.of(event, event)
                                : Stream.of(event))
                        .toList(),
                decision.outcome());
    }

    private static Decision uncounted(Decision decision) {
        return new Decision(
                decision.events().stream()
                        .map(event -> event instanceof Event.ActivityScheduled s
                                ? new Event.ActivityScheduled(
                                        s.instanceId(),
                                        s.taskId(),
                                        s.request(),
                                        s.delivery() - 1,
                                        s.lost(),
                                        s.scheduled())
                                : event)
                        .toList(),
                decision.outcome());
    }

    private static Decision endedTwice(Command command, Decision decision) {
        if (command.hasTerminate()
                && decision.outcome() instanceof Outcome.Rejected rejected
                && rejected.reason() == Outcome.Reason.FINISHED) {
            String id = command.getTerminate().getInstanceId();
            Event end = new Event.InstanceEnded(id, RuntimeStatus.TERMINATED, null, null, command.getTime());
            return new Decision(
                    Stream.concat(Stream.of(end), decision.events().stream()).toList(), decision.outcome());
        }
        return decision;
    }

    private static Event keepingQueue(Event event) {
        return event instanceof Event.EntityChanged changed
                        && changed.change() instanceof EntityChange.BatchApplied applied
                ? new Event.EntityChanged(
                        changed.entityId(),
                        new EntityChange.BatchApplied(List.of(), applied.state(), 0, applied.time()))
                : event;
    }

    private static Event cut(Event event) {
        return event instanceof Event.HistoryAppended h && h.events().size() > 3
                ? new Event.HistoryAppended(
                        h.instanceId(),
                        h.consumed(),
                        h.events().subList(0, h.events().size() - 1),
                        h.historyHash(),
                        h.status(),
                        h.customStatus(),
                        h.time())
                : event;
    }

    /** Forgets the token of the answers to turns. */
    private record TokenlessConnection(WorkerConnection connection) implements Forwarding {

        @Override
        public java.util.concurrent.CompletableFuture<Void> completeTurn(OrchestratorResponse response) {
            return connection.completeTurn(
                    response.toBuilder().clearCompletionToken().build());
        }
    }
}
