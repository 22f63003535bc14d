package dev.perdure.engine.process;

import dev.perdure.engine.record.Command;
import dev.perdure.engine.state.Event;
import dev.perdure.engine.state.PartitionState;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides what a command leads to: {@code process(state, command) -> events}. Changes nothing itself.
 *
 * <p>Confined to its partition.
 */
public final class Processor {

    private final PartitionState state;
    private final RequestProcessor requests;
    private final TurnProcessor turns;
    private final TaskProcessor tasks;
    private final Restarting restarting;
    private final Rewinding rewinding;
    private final GivingUp givingUp;
    private final EntityProcessor entities;
    private final EntityBatchProcessor entityBatches;
    private final LockReleases locks;

    public Processor(PartitionState state) {
        this.state = state;
        this.requests = new RequestProcessor(state);
        EntityMail mail = new EntityMail(state);
        this.turns = new TurnProcessor(state, mail);
        this.entities = new EntityProcessor(state, mail, requests);
        this.entityBatches = new EntityBatchProcessor(state, mail, requests);
        this.restarting = new Restarting(state, requests);
        this.rewinding = new Rewinding(state, requests);
        this.givingUp = new GivingUp(state);
        this.tasks = new TaskProcessor(state, entities, rewinding);
        this.locks = new LockReleases(state, mail);
    }

    /** What this command leads to, given the state as it is. */
    public Decision process(Command command) {
        return locks.completed(decide(command), command.getTime());
    }

    private Decision decide(Command command) {
        long time = command.getTime();
        return switch (command.getKindCase()) {
            case START -> requests.start(command.getStart(), time);
            case RAISE_EVENT -> requests.raiseEvent(command.getRaiseEvent(), time);
            case TERMINATE -> requests.terminate(command.getTerminate(), time);
            case PURGE -> requests.purge(command.getPurge(), time);
            case SUSPEND -> requests.suspend(command.getSuspend(), time);
            case RESUME -> requests.resume(command.getResume(), time);
            case RESTART -> restarting.restart(command.getRestart(), time);
            case REWIND -> rewinding.rewind(command.getRewind(), time);
            case FAIL_TURN -> givingUp.failTurn(command.getFailTurn(), time);
            case PURGE_ENDED -> requests.purgeEnded(command.getPurgeEnded());
            case COMPLETE_TURN -> turns.complete(command.getCompleteTurn(), time);
            case COMPLETE_ACTIVITY -> tasks.completeActivity(command.getCompleteActivity(), time);
            case RECORD_HEARTBEAT -> tasks.heartbeat(command.getRecordHeartbeat());
            case REDELIVER_ACTIVITY -> tasks.redeliver(command.getRedeliverActivity(), time);
            case FIRE_TIMERS -> tasks.fireTimers(command.getFireTimers(), time);
            case RECEIVE_MESSAGE -> tasks.receive(command.getReceiveMessage(), time);
            case ACKNOWLEDGE_MESSAGES -> tasks.acknowledge(command.getAcknowledgeMessages());
            case EXPIRE_KEYS ->
                Decision.unasked(List.copyOf(
                        state.keysExpired(time, command.getExpireKeys().getLimit())));
            case ANNOUNCE_NAMES -> announce(command.getAnnounceNames().getOrchestratorsList());
            case SIGNAL_ENTITY -> entities.signal(command.getSignalEntity(), time);
            case ADVANCE_ENTITY -> entities.advance(command.getAdvanceEntity(), time);
            case BREAK_ENTITY_LOCK -> entities.breakLock(command.getBreakEntityLock());
            case REMOVE_EMPTY_ENTITY -> entities.removeEmpty(command.getRemoveEmptyEntity());
            case PURGE_ENTITY -> entities.purge(command.getPurgeEntity(), time);
            case COMPLETE_ENTITY_BATCH -> entityBatches.complete(command.getCompleteEntityBatch(), time);
            case RETRY_ENTITY_BATCH -> entityBatches.retry(command.getRetryEntityBatch(), time);
            case KIND_NOT_SET ->
                throw new IllegalStateException(
                        "The log has a command this version does not know. Use the version that wrote it, or a newer one.");
        };
    }

    private Decision announce(List<String> names) {
        List<Event> events = new ArrayList<>();
        for (String name : names) {
            if (!state.isAnnounced(name)) {
                events.add(new Event.NameAnnounced(name));
            }
        }
        return Decision.unasked(events);
    }
}
