package dev.perdure.engine.runtime;

import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.engine.EngineStoppedException;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.Why;
import dev.perdure.engine.process.Decision;
import dev.perdure.engine.record.Command;
import dev.perdure.engine.record.CompleteActivity;
import dev.perdure.engine.record.ExpireKeys;
import dev.perdure.engine.record.FailTurn;
import dev.perdure.engine.record.FireTimers;
import dev.perdure.engine.record.Message;
import dev.perdure.engine.record.RecordHeartbeat;
import dev.perdure.engine.record.RedeliveryCause;
import dev.perdure.engine.state.InstanceState;
import dev.perdure.engine.state.PartitionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The one writer of a partition. Takes tasks from its inbox, turns them into commands, runs them through the
 * {@link StateMachine}, and hands batch after batch to the {@link Committer} together with the effects that wait for it.
 *
 * <p>{@link #run} is the body of one platform thread. The methods under "from other threads" may be called from
 * anywhere; all others only in that thread.
 */
final class Partition implements Runnable {

    /** Tasks taken from the inbox before the batch is handed over. */
    private static final int BATCH_MAX = 1_000;
    /** Batches that may be on their way to the disk; bounds the overlay. */
    private static final int BATCHES_UNDER_WAY_MAX = 4;
    /** Timers, or keys, taken by one command. */
    private static final int DUE_MAX = 1_000;

    private final int index;
    private final Hub hub;
    private final StateMachine machine;
    private final PartitionState state;
    private final Linger linger = new Linger();
    private final Turns turns;
    private final EntityBatches entityBatches;
    private final Reactions reactions;
    private final Recovery recovery;
    private final Inbox inbox;
    private final Semaphore underWay = new Semaphore(BATCHES_UNDER_WAY_MAX);
    private final PartitionMail mail;
    private List<Effect> effects = new ArrayList<>();
    private final AtomicLong committedBatches = new AtomicLong();
    private long droppedBatches;

    Partition(int index, Hub hub) {
        this.index = index;
        this.hub = hub;
        this.machine = new StateMachine(
                hub.storage(), index, hub.partitionCount(), hub.options().cachedInstances(), hub.decider());
        this.state = machine.state();
        this.turns = new Turns(this, state, hub.dispatcher(), hub.options().deliveriesMax(), linger);
        this.entityBatches = new EntityBatches(this, state, hub.dispatcher());
        this.reactions = new Reactions(this, hub, state, turns, entityBatches);
        this.recovery = new Recovery(this, hub, state, turns, entityBatches, reactions);
        this.mail = new PartitionMail(this, hub, state);
        this.inbox = new Inbox(hub.options().inboxLimit());
    }

    // ---- from other threads ----

    /** A request of a client: refused at once if too many wait already. */
    CompletableFuture<Outcome> request(Command.Builder command) {
        CompletableFuture<Outcome> reply = new CompletableFuture<>();
        PartitionTask task = new AskedTask<>(
                reply, asked -> afterCommit(Effect.reply(asked, submit(command).outcome())));
        if (!inbox.offer(task)) {
            reply.complete(inbox.isClosed() ? Hub.UNAVAILABLE : overloaded());
        }
        return reply;
    }

    private Outcome overloaded() {
        hub.counters().refused.increment();
        return new Outcome.Rejected(
                Outcome.Reason.OVERLOADED,
                "Partition " + index + " has " + inbox.limit()
                        + " requests waiting, which is the limit. Try again later.");
    }

    /** @param late whether an earlier delivery of the same turn may be answered */
    CompletableFuture<Void> turnAnswered(OrchestratorResponse response, boolean late) {
        return answered(reply -> turns.answered(response, late, reply));
    }

    /** What an instance waits for; empty if there is none. The answer is given when all it rests on is durable. */
    CompletableFuture<Optional<Why>> why(String instanceId) {
        return answered(reply -> {
            InstanceState instance = state.instance(instanceId);
            afterCommit(Effect.reply(reply, Optional.ofNullable(instance).map(this::explain)));
        });
    }

    CompletableFuture<Void> activityAnswered(CompleteActivity completion) {
        return answered(reply -> submitCompletion(Command.newBuilder().setCompleteActivity(completion), reply));
    }

    /** A sign of life of an activity whose lease lasts. */
    CompletableFuture<Void> heartbeat(RecordHeartbeat beat) {
        return answered(reply -> {
            if (submitCompletion(Command.newBuilder().setRecordHeartbeat(beat), reply)) {
                hub.counters().heartbeats.increment();
            }
        });
    }

    void buildTurn(String instanceId, ConnectedWorker worker) {
        if (!inbox.post(partition -> turns.build(instanceId, worker))) {
            hub.dispatcher().unclaimTurn(worker);
        }
    }

    void turnLost(String instanceId, String token, RedeliveryCause cause) {
        inbox.post(partition -> turns.lost(instanceId, token, cause));
    }

    void buildEntityBatch(String entityId, ConnectedWorker worker) {
        if (!inbox.post(partition -> entityBatches.build(entityId, worker))) {
            hub.dispatcher().unclaimEntity(worker);
        }
    }

    CompletableFuture<Void> entityAnswered(String entityId, String token, EntityBatchResult result) {
        return answered(reply -> entityBatches.answered(entityId, token, result, reply));
    }

    CompletableFuture<Void> entityBatchAbandoned(String entityId, String token) {
        return answered(reply -> {
            entityBatches.lost(entityId, token, RedeliveryCause.ABANDONED);
            afterCommit(Effect.reply(reply, null));
        });
    }

    void entityBatchLost(String entityId, String token, RedeliveryCause cause) {
        if (!hub.isClosing()) {
            inbox.post(partition -> entityBatches.lost(entityId, token, cause));
        }
    }

    void redeliver(ActivityItem item, RedeliveryCause cause) {
        inbox.post(partition -> {
            if (!item.isClosed()) {
                submit(recovery.redelivery(
                        item.instanceId(), item.executionId(), item.request().getTaskId(), cause));
            }
        });
    }

    void announce(Command.Builder names) {
        inbox.post(partition -> submit(names));
    }

    void receive(int source, long sequence, Message message) {
        mail.receive(source, sequence, message);
    }

    Inbox inbox() {
        return inbox;
    }

    PartitionMail mail() {
        return mail;
    }

    int inboxSize() {
        return inbox.size();
    }

    int cachedInstances() {
        return state.cachedInstances();
    }

    int index() {
        return index;
    }

    /** Takes nothing more; {@link #run} ends when what is there is handed over. */
    void close() {
        inbox.close();
    }

    /** Has the partition's thread do something of the hub itself, which answers. */
    private <T> CompletableFuture<T> answered(Consumer<CompletableFuture<T>> work) {
        CompletableFuture<T> reply = new CompletableFuture<>();
        if (!inbox.post(new AskedTask<>(reply, work))) {
            reply.completeExceptionally(new EngineStoppedException(new IllegalStateException("it is closing")));
        }
        return reply;
    }

    // ---- in the partition's thread ----

    @Override
    public void run() {
        List<PartitionTask> tasks = new ArrayList<>();
        try {
            recovery.run();
            handOver();
            while (inbox.drain(tasks, BATCH_MAX, idleNanos())) {
                step(tasks);
            }
            handOver();
        } catch (Throwable cause) {
            stop(tasks, cause);
        }
    }

    private void stop(List<PartitionTask> tasks, Throwable cause) {
        hub.fail(cause);
        inbox.close();
        tasks.forEach(task -> task.fail(cause));
        effects.forEach(effect -> effect.fail(new EngineStoppedException(cause)));
        failInbox(cause);
    }

    // ---- without a thread: the caller's thread is the partition's for the time of the call ----

    /** What {@link #run} does first. */
    void recoverNow() {
        try {
            recovery.run();
            handOver();
        } catch (Throwable cause) {
            stop(new ArrayList<>(), cause);
        }
    }

    /**
     * One round of {@link #run}: takes up to {@code max} tasks and what is due, and hands the batch over.
     *
     * @return whether there was anything to do, and room for another batch under way
     */
    boolean stepNow(int max) {
        if (underWay.availablePermits() == 0) {
            return false;
        }
        List<PartitionTask> tasks = new ArrayList<>();
        try {
            inbox.drain(tasks, max, 0);
            boolean worked = !tasks.isEmpty() || isDue();
            runAll(tasks);
            fireDue();
            handOver();
            return worked;
        } catch (Throwable cause) {
            stop(tasks, cause);
            return true;
        }
    }

    /** Whether {@link #stepNow} would do something. */
    boolean hasWork() {
        return underWay.availablePermits() > 0 && (inbox.size() > 0 || isDue());
    }

    /** The earliest time at which something is due. Microseconds since 1970. */
    long nextDue() {
        return reactions.nextDue();
    }

    private void step(List<PartitionTask> tasks) throws InterruptedException {
        while (!tasks.isEmpty() || isDue()) {
            runAll(tasks);
            fireDue();
            long lingerNanos = linger.nanos();
            if (lingerNanos > 0) {
                inbox.drain(tasks, BATCH_MAX, lingerNanos);
                runAll(tasks);
            }
            handOver();
        }
    }

    private void runAll(List<PartitionTask> tasks) {
        for (int i = 0; i < tasks.size(); i++) {
            tasks.get(i).run(this);
        }
        tasks.clear();
    }

    private void failInbox(Throwable cause) {
        List<PartitionTask> rest = new ArrayList<>();
        try {
            while (inbox.drain(rest, BATCH_MAX, 0)) {
                rest.forEach(task -> task.fail(cause));
                rest.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Why explain(InstanceState instance) {
        return new Explanation(state, instance, now())
                .why(turns.due(instance), reactions.openActivities(instance.instanceId()), hub.dispatcher());
    }

    /** The time of the hub, never before that of the last command. Microseconds since 1970. */
    long now() {
        return Math.max(state.time(), hub.clock().micros());
    }

    /** The time of the last command. */
    long time() {
        return state.time();
    }

    /** Runs a command through the state machine and reacts to what happened. */
    Decision submit(Command.Builder builder) {
        Command command = builder.setTime(now()).build();
        hub.recorder().record(index, command);
        hub.counters().commands.increment();
        Decision decision = machine.run(command, reactions::to);
        reactions.dispatchTouched();
        return decision;
    }

    /** Submits a worker's completion; false if it no longer fitted. The worker is answered either way. */
    boolean submitCompletion(Command.Builder command, CompletableFuture<Void> reply) {
        if (submit(command).isStale()) {
            stale(reply);
            return false;
        }
        afterCommit(Effect.reply(reply, null));
        return true;
    }

    /** Answers a completion that changes nothing. */
    void stale(CompletableFuture<Void> reply) {
        hub.counters().stale.increment();
        afterCommit(Effect.reply(reply, null));
    }

    /** Gives a turn up that was lost too often: its instance fails. */
    void failTurn(FailTurn.Builder turn) {
        submit(Command.newBuilder().setFailTurn(turn));
    }

    void countDivergence() {
        hub.counters().divergences.increment();
    }

    void countRedelivery() {
        hub.counters().redeliveries.increment();
    }

    /** Lets this out once everything up to now is durable. */
    void afterCommit(Effect effect) {
        effects.add(effect);
    }

    private boolean isDue() {
        return reactions.nextDue() <= now();
    }

    private void fireDue() {
        long now = now();
        if (reactions.nextTimer() <= now) {
            submit(Command.newBuilder().setFireTimers(FireTimers.newBuilder().setLimit(DUE_MAX)));
            reactions.findDue();
        }
        if (reactions.nextExpiry() <= now) {
            submit(Command.newBuilder().setExpireKeys(ExpireKeys.newBuilder().setLimit(DUE_MAX)));
            reactions.findDue();
        }
    }

    /** How long nothing is due; never longer than a tick, as the clock may be set forward meanwhile. */
    private long idleNanos() {
        long micros = Math.max(0, reactions.nextDue() - now());
        return micros < Hub.TICK.toMillis() * 1_000 ? micros * 1_000 : Hub.TICK.toNanos();
    }

    /** Closes the batch and hands it over; what follows is processed while it is on its way to the disk. */
    private void handOver() {
        while (droppedBatches < committedBatches.get()) {
            machine.committed();
            droppedBatches++;
        }
        mail.acknowledge();
        linger.next();
        if (machine.isClean() && effects.isEmpty()) {
            return;
        }
        underWay.acquireUninterruptibly();
        hub.committer().submit(new CommitBatch(machine.seal(), effects, this::committed));
        effects = new ArrayList<>();
    }

    /** Called by the committer. */
    private void committed() {
        committedBatches.incrementAndGet();
        underWay.release();
    }
}
