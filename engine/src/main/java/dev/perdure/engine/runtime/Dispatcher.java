package dev.perdure.engine.runtime;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.engine.Why;
import dev.perdure.engine.WorkerView;
import dev.perdure.engine.record.RedeliveryCause;
import dev.perdure.engine.state.InstanceState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Brings ready work and workers together. Keeps, for the whole hub, who is connected, what each has in flight and under
 * which lease, and what waits because nobody has room for it.
 *
 * <p>Thread-safe: one lock, held for bookkeeping only; items are delivered outside it.
 */
final class Dispatcher {

    /** How soon it is looked again for another worker for what waits behind other work of its own. */
    private static final long WAITING_MICROS = 10_000_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final HubClock clock;
    private final RandomGenerator random;
    private final long turnLeaseMicros;
    private final long activityLeaseMicros;

    @GuardedBy("lock")
    private final WorkerRing workers = new WorkerRing();

    @GuardedBy("lock")
    private final ReadyWork ready = new ReadyWork();

    @GuardedBy("lock")
    private final Leases leases = new Leases();

    @GuardedBy("lock")
    private final HandedBack handedBack = new HandedBack();

    Dispatcher(HubClock clock, RandomGenerator random, long turnLeaseMicros, long activityLeaseMicros) {
        this.clock = clock;
        this.random = random;
        this.turnLeaseMicros = turnLeaseMicros;
        this.activityLeaseMicros = activityLeaseMicros;
    }

    void add(ConnectedWorker worker) {
        lock.lock();
        try {
            workers.add(worker);
        } finally {
            lock.unlock();
        }
        fill(worker);
    }

    /** Takes a worker out that has gone, and gives everything it had back to its partition. */
    void remove(ConnectedWorker worker) {
        remove(worker, RedeliveryCause.WORKER_LOST);
    }

    /** Takes a worker out whose connection the host ends: what it had says nothing against the work. */
    void dismiss(ConnectedWorker worker) {
        remove(worker, RedeliveryCause.HOST_RESTARTED);
    }

    private void remove(ConnectedWorker worker, RedeliveryCause cause) {
        worker.close();
        List<Lease> lost;
        List<ConnectedWorker> others;
        lock.lock();
        try {
            workers.remove(worker);
            lost = leases.gone(worker);
            others = !ready.isEmpty() && worker.filter().hasNames() ? workers.all() : List.of();
        } finally {
            lock.unlock();
        }
        MessageSizes sizes = worker.sizes();
        boolean tried =
                cause == RedeliveryCause.WORKER_LOST && lost.stream().anyMatch(lease -> sizes.onTrial(lease.token()));
        for (Lease lease : lost) {
            takeBack(lease, tried ? sizes.causeOfLoss(lease.token()) : cause);
        }
        // What only this worker had said it serves may go to those that take anything.
        others.forEach(this::fill);
    }

    /**
     * Finds a worker for a turn: the one that holds the instance live if it has room, else any in turn. If none has
     * room the turn is queued, and its partition will be told when one has.
     *
     * @param avoided has had it and not answered: only if there is no other
     */
    @Nullable
    ConnectedWorker claimTurn(
            ReadyWork.Turn turn,
            String orchestrator,
            @Nullable ConnectedWorker preferred,
            @Nullable ConnectedWorker avoided) {
        lock.lock();
        try {
            ConnectedWorker chosen =
                    preferred != null && workers.contains(preferred) && preferred.canTakeTurnOf(orchestrator)
                            ? preferred
                            : workers.forTurn(orchestrator, avoided);
            if (chosen == null) {
                ready.add(turn, orchestrator);
            } else {
                chosen.turns++;
            }
            return chosen;
        } finally {
            lock.unlock();
        }
    }

    /** The turn is not due any more: it gives up its place in the queue. */
    void withdrawTurn(ReadyWork.Turn turn, String orchestrator) {
        lock.lock();
        try {
            ready.remove(turn, orchestrator);
        } finally {
            lock.unlock();
        }
    }

    /** Nobody wants the result of an activity that waits for a worker: it gives up its place in the queue. */
    void withdraw(ActivityItem item) {
        lock.lock();
        try {
            ready.remove(item);
        } finally {
            lock.unlock();
        }
    }

    /** Leases a turn to the worker that was claimed for it, and returns the token; null if the worker has gone. */
    @Nullable
    String leaseTurn(
            ConnectedWorker worker, Partition partition, InstanceState instance, String orchestrator, int delivery) {
        lock.lock();
        try {
            if (!workers.contains(worker)) {
                return null;
            }
            String token = Token.fresh(instance.executionId(), random);
            leases.begin(new Lease.OfTurn(
                    worker,
                    token,
                    clock.micros(),
                    deadline(worker, turnLeaseMicros),
                    partition,
                    instance.instanceId(),
                    orchestrator,
                    delivery));
            return token;
        } finally {
            lock.unlock();
        }
    }

    /** The worker has room for a turn again, which was claimed for it but came to nothing. */
    void unclaimTurn(ConnectedWorker worker) {
        lock.lock();
        try {
            worker.turns--;
        } finally {
            lock.unlock();
        }
        fill(worker);
    }

    /** Finds a worker for a batch of an entity; if none has room, its partition will be told when one has. */
    @Nullable
    ConnectedWorker claimEntity(ReadyWork.Entity entity, String name) {
        lock.lock();
        try {
            ConnectedWorker chosen = workers.forEntity(name);
            if (chosen == null) {
                ready.add(entity, name);
            } else {
                chosen.entities++;
            }
            return chosen;
        } finally {
            lock.unlock();
        }
    }

    /** Leases a batch to the worker that was claimed for it, and returns the token; null if the worker has gone. */
    @Nullable
    String leaseEntity(ConnectedWorker worker, Partition partition, String entityId) {
        lock.lock();
        try {
            if (!workers.contains(worker)) {
                return null;
            }
            String token = Token.fresh("entity", random);
            leases.begin(new Lease.OfEntity(
                    worker, token, clock.micros(), deadline(worker, activityLeaseMicros), partition, entityId));
            return token;
        } finally {
            lock.unlock();
        }
    }

    /** The worker has room for a batch again, which was claimed for it but came to nothing. */
    void unclaimEntity(ConnectedWorker worker) {
        lock.lock();
        try {
            worker.entities--;
        } finally {
            lock.unlock();
        }
        fill(worker);
    }

    /** An activity waits for a worker. */
    void offer(ActivityItem item) {
        if (item.isClosed()) {
            return;
        }
        ConnectedWorker chosen;
        WorkItem delivery = null;
        lock.lock();
        try {
            String name = item.request().getName();
            chosen = workers.forActivity(name, item.avoided());
            if (chosen == null) {
                ready.add(item);
            } else {
                delivery = lease(chosen, item);
            }
        } finally {
            lock.unlock();
        }
        if (chosen != null && delivery != null) {
            deliver(chosen, delivery);
        }
    }

    /**
     * Nobody wants the result of this activity any more: its worker is told if it wants to hear of it. The worker keeps
     * the room until it answers, as the activity runs until then.
     */
    void tellCancelled(ActivityItem item) {
        Lease lease;
        lock.lock();
        try {
            lease = leases.get(item.token());
        } finally {
            lock.unlock();
        }
        if (lease != null && lease.worker().hearsCancellations()) {
            deliver(
                    lease.worker(),
                    WorkItem.newBuilder()
                            .setPerdureCancelledToken(lease.token())
                            .build());
        }
    }

    /** Hands an item to a worker; one that cannot take it is removed. Called without the lock. */
    void deliver(ConnectedWorker worker, WorkItem item) {
        if (!worker.deliver(item)) {
            remove(worker);
            worker.tellClosed();
        }
    }

    /** The item under this token is answered, handed back or forgotten: its worker has room again. */
    @Nullable
    Lease release(String token) {
        Lease lease;
        ConnectedWorker worker;
        lock.lock();
        try {
            lease = leases.answered(token);
            Leases.Expected late = lease == null ? leases.answeredLate(token) : null;
            if (lease != null) {
                worker = lease.worker();
                makeRoom(lease);
            } else if (late != null && late.worker().isSerial()) {
                worker = late.worker();
                late.worker().makeRoom(late.asked());
            } else {
                return null;
            }
            worker.sizes().released(token, true);
            worker.seenAt(clock.micros());
        } finally {
            lock.unlock();
        }
        fill(worker);
        return lease;
    }

    /** To be called under the lock. */
    private static void makeRoom(Lease lease) {
        switch (lease) {
            case Lease.OfTurn turn -> turn.worker().turns--;
            case Lease.OfActivity activity ->
                activity.worker().gaveBack(activity.item().request().getName());
            case Lease.OfEntity entity -> entity.worker().entities--;
        }
    }

    /** Whose an answer without a token is, as {@link Leases#expected} says. */
    String expected(String peer, Leases.Asked asked) {
        lock.lock();
        try {
            return leases.expected(peer, asked);
        } finally {
            lock.unlock();
        }
    }

    /** A worker has handed this back: it is taken back when it has rested. */
    void rest(Lease lease) {
        lock.lock();
        try {
            handedBack.add(lease, clock.micros());
        } finally {
            lock.unlock();
        }
    }

    /** Lengthens the lease of an activity, and returns it; null if there is none under this token. */
    Lease.@Nullable OfActivity extend(String token) {
        lock.lock();
        try {
            if (!(leases.get(token) instanceof Lease.OfActivity lease)) {
                return null;
            }
            long now = clock.micros();
            Lease.OfActivity extended = lease.heardAt(now, deadline(lease.worker(), activityLeaseMicros));
            leases.renew(extended);
            lease.worker().seenAt(now);
            return extended;
        } finally {
            lock.unlock();
        }
    }

    /** Takes back what has been at a worker for too long, or was handed back a while ago. Called by the ticker. */
    void tick() {
        long now = clock.micros();
        Map<Lease, RedeliveryCause> back = new LinkedHashMap<>();
        lock.lock();
        try {
            for (Lease lease : leases.ended(now)) {
                boolean waits = leases.waitsBehindAnother(lease);
                if (waits && !workers.hasAnotherFor(lease)) {
                    // Nobody else could take it: its time begins when its worker can begin with it.
                    leases.renew(lease.until(now + WAITING_MICROS));
                } else {
                    // Work that its worker has not begun is not to blame.
                    back.put(lease, waits ? RedeliveryCause.ABANDONED : RedeliveryCause.LEASE_EXPIRED);
                    if (!waits) {
                        lease.worker().unheard();
                    }
                    leases.takeBack(lease.token());
                    lease.worker().sizes().released(lease.token(), false);
                    // One item at a time: what it has not answered still lies in its stream, and more would lie behind.
                    if (!lease.worker().isSerial() || lease instanceof Lease.OfEntity) {
                        makeRoom(lease);
                    }
                }
            }
            for (Lease lease : handedBack.due(now)) {
                back.put(lease, RedeliveryCause.ABANDONED);
            }
        } finally {
            lock.unlock();
        }
        back.forEach((lease, cause) -> {
            takeBack(lease, cause);
            fill(lease.worker());
        });
    }

    /** Ends every connection. */
    void closeAll() {
        List<ConnectedWorker> all;
        lock.lock();
        try {
            all = workers.all();
        } finally {
            lock.unlock();
        }
        for (ConnectedWorker worker : all) {
            // Told last: when it hears of its end and closes, it has nothing any more that could count as lost.
            dismiss(worker);
            worker.tellClosed();
        }
    }

    /** All that are connected, in the order in which they came. */
    List<WorkerView> views() {
        lock.lock();
        try {
            return workers.all().stream().map(ConnectedWorker::view).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Where the work item delivered under this token is; if under none, why it waits. */
    Why.Place placeOf(String token, Predicate<ConnectedWorker> serves, BiPredicate<ConnectedWorker, WorkerRing> suits) {
        lock.lock();
        try {
            WorkerRing ring = workers;
            return Explanation.place(leases.get(token), ring.all(), serves, worker -> suits.test(worker, ring));
        } finally {
            lock.unlock();
        }
    }

    /** Ready turns, ready activities, turns in flight, activities in flight, workers, ready entities, batches in flight. */
    long[] counts() {
        lock.lock();
        try {
            return new long[] {
                ready.turns(),
                ready.activities(),
                leases.count(Lease.OfTurn.class),
                leases.count(Lease.OfActivity.class),
                workers.size(),
                ready.entities(),
                leases.count(Lease.OfEntity.class)
            };
        } finally {
            lock.unlock();
        }
    }

    /** Gives a worker what waits, as far as it has room. */
    private void fill(ConnectedWorker worker) {
        List<WorkItem> deliveries = new ArrayList<>();
        List<ReadyWork.Turn> turns;
        List<ReadyWork.Entity> entities;
        lock.lock();
        try {
            if (ready.isEmpty() || !workers.contains(worker)) {
                return;
            }
            turns = ready.turnsFor(worker, workers);
            entities = ready.entitiesFor(worker, workers);
            for (ActivityItem item = ready.nextActivityFor(worker, workers);
                    item != null;
                    item = ready.nextActivityFor(worker, workers)) {
                deliveries.add(lease(worker, item));
            }
        } finally {
            lock.unlock();
        }
        turns.forEach(turn -> turn.partition().buildTurn(turn.instanceId(), worker));
        entities.forEach(entity -> entity.partition().buildEntityBatch(entity.entityId(), worker));
        deliveries.forEach(item -> deliver(worker, item));
    }

    @GuardedBy("lock")
    private WorkItem lease(ConnectedWorker worker, ActivityItem item) {
        String token = Token.fresh(item.executionId(), random);
        worker.took(item.request().getName());
        item.delivered(token, worker);
        leases.begin(
                new Lease.OfActivity(worker, token, clock.micros(), 0, deadline(worker, activityLeaseMicros), item));
        return WorkItem.newBuilder()
                .setActivityRequest(item.request())
                .setCompletionToken(token)
                .setPerdureDelivery(item.facts())
                .build();
    }

    private long deadline(ConnectedWorker worker, long leaseMicros) {
        return worker.isRemote() ? clock.micros() + leaseMicros : Long.MAX_VALUE;
    }

    /** A lease has ended without an answer. */
    static void takeBack(Lease lease, RedeliveryCause cause) {
        switch (lease) {
            case Lease.OfTurn turn -> turn.partition().turnLost(turn.instanceId(), turn.token(), cause);
            case Lease.OfActivity activity -> activity.item().partition().redeliver(activity.item(), cause);
            case Lease.OfEntity entity -> entity.partition().entityBatchLost(entity.entityId(), entity.token(), cause);
        }
    }
}
