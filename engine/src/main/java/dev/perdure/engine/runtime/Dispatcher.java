package dev.perdure.engine.runtime;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.engine.Why;
import dev.perdure.engine.WorkerView;
import dev.perdure.engine.record.RedeliveryCause;
import java.util.ArrayList;
import java.util.HashMap;
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

    /** A turn that waits for a worker. */
    record ReadyTurn(Partition partition, String instanceId) {}

    /** An entity with operations that waits for a worker. */
    record ReadyEntity(Partition partition, String entityId) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final HubClock clock;
    private final RandomGenerator random;
    private final long turnLeaseMicros;
    private final long activityLeaseMicros;

    @GuardedBy("lock")
    private final List<ConnectedWorker> workers = new ArrayList<>();

    @GuardedBy("lock")
    private final ReadyQueue<ReadyTurn> readyTurns = new ReadyQueue<>();

    @GuardedBy("lock")
    private final ReadyQueue<ActivityItem> readyActivities = new ReadyQueue<>();

    @GuardedBy("lock")
    private final ReadyQueue<ReadyEntity> readyEntities = new ReadyQueue<>();

    @GuardedBy("lock")
    private final Map<String, Lease> leases = new HashMap<>();

    @GuardedBy("lock")
    private final UnservedNames unserved = new UnservedNames();

    @GuardedBy("lock")
    private int nextWorker;

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

    /** Takes a worker out and gives everything it had back to its partition. */
    void remove(ConnectedWorker worker, boolean tell) {
        remove(worker, tell, RedeliveryCause.WORKER_LOST);
    }

    private void remove(ConnectedWorker worker, boolean tell, RedeliveryCause cause) {
        worker.close(tell);
        List<Lease> lost = new ArrayList<>();
        List<ConnectedWorker> others;
        lock.lock();
        try {
            workers.remove(worker);
            leases.values().removeIf(lease -> lease.worker() == worker && lost.add(lease));
            boolean waits = readyTurns.size() + readyActivities.size() + readyEntities.size() > 0;
            others = waits && worker.filter().hasNames() ? List.copyOf(workers) : List.of();
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
     */
    @Nullable
    ConnectedWorker claimTurn(ReadyTurn turn, String orchestrator, @Nullable ConnectedWorker preferred) {
        lock.lock();
        try {
            ConnectedWorker chosen =
                    preferred != null && workers.contains(preferred) && preferred.canTakeTurnOf(orchestrator)
                            ? preferred
                            : null;
            for (int i = 0; chosen == null && i < workers.size(); i++) {
                ConnectedWorker candidate = workers.get(Math.floorMod(nextWorker++, workers.size()));
                chosen = Suitable.forTurn(candidate, orchestrator, workers) ? candidate : null;
            }
            if (chosen == null) {
                readyTurns.add(orchestrator, turn);
                if (workers.stream().noneMatch(worker -> worker.filter().wantsTurnsOf(orchestrator))) {
                    unserved.warn("Orchestrator", WorkerFilter.forPeople(orchestrator), workers.size());
                }
            } else {
                chosen.turns++;
            }
            return chosen;
        } finally {
            lock.unlock();
        }
    }

    /** Leases a turn to the worker that was claimed for it, and returns the token; null if the worker has gone. */
    @Nullable
    String leaseTurn(ConnectedWorker worker, Partition partition, String instanceId, String executionId) {
        lock.lock();
        try {
            if (!workers.contains(worker)) {
                return null;
            }
            String token = Token.fresh(executionId, random);
            leases.put(
                    token,
                    new Lease.OfTurn(
                            worker, token, clock.micros(), deadline(worker, turnLeaseMicros), partition, instanceId));
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
    ConnectedWorker claimEntity(ReadyEntity entity, String name) {
        lock.lock();
        try {
            ConnectedWorker chosen = null;
            for (int i = 0; chosen == null && i < workers.size(); i++) {
                ConnectedWorker candidate = workers.get(Math.floorMod(nextWorker++, workers.size()));
                chosen = Suitable.forEntity(candidate, name, workers) ? candidate : null;
            }
            if (chosen == null) {
                readyEntities.add(name, entity);
                if (workers.stream().noneMatch(worker -> worker.filter().wantsEntity(name))) {
                    unserved.warn("Entity", name, workers.size());
                }
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
            leases.put(
                    token,
                    new Lease.OfEntity(
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
        ConnectedWorker chosen = null;
        WorkItem delivery = null;
        lock.lock();
        try {
            String name = item.request().getName();
            for (int i = 0; chosen == null && i < workers.size(); i++) {
                ConnectedWorker candidate = workers.get(Math.floorMod(nextWorker++, workers.size()));
                chosen = Suitable.forActivity(candidate, name, workers) ? candidate : null;
            }
            if (chosen == null) {
                readyActivities.add(name, item);
                if (workers.stream().noneMatch(worker -> worker.filter().wantsActivity(name))) {
                    unserved.warn("Activity", name, workers.size());
                }
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
            remove(worker, true);
        }
    }

    /** The item under this token is answered, handed back or forgotten: its worker has room again. */
    @Nullable
    Lease release(String token) {
        return release(token, true);
    }

    private @Nullable Lease release(String token, boolean heard) {
        Lease lease;
        lock.lock();
        try {
            lease = leases.remove(token);
            if (lease == null) {
                return null;
            }
            lease.worker().sizes().released(token, heard);
            if (heard) {
                lease.worker().seenAt(clock.micros());
            } else {
                lease.worker().unheard();
            }
            switch (lease) {
                case Lease.OfTurn turn -> turn.worker().turns--;
                case Lease.OfActivity activity ->
                    activity.worker().gaveBack(activity.item().request().getName());
                case Lease.OfEntity entity -> entity.worker().entities--;
            }
        } finally {
            lock.unlock();
        }
        fill(lease.worker());
        return lease;
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
            leases.put(token, extended);
            lease.worker().seenAt(now);
            return extended;
        } finally {
            lock.unlock();
        }
    }

    /** Takes back what has been at a worker for too long. Called by the ticker. */
    void expireLeases() {
        long now = clock.micros();
        List<String> expired = new ArrayList<>();
        lock.lock();
        try {
            leases.forEach((token, lease) -> {
                if (lease.deadline() <= now) {
                    expired.add(token);
                }
            });
        } finally {
            lock.unlock();
        }
        for (String token : expired) {
            Lease lease = release(token, false);
            if (lease != null) {
                takeBack(lease, RedeliveryCause.LEASE_EXPIRED);
            }
        }
    }

    /** Ends every connection. */
    void closeAll() {
        List<ConnectedWorker> all;
        lock.lock();
        try {
            all = List.copyOf(workers);
        } finally {
            lock.unlock();
        }
        all.forEach(worker -> remove(worker, true, RedeliveryCause.HOST_RESTARTED));
    }

    /** All that are connected, in the order in which they came. */
    List<WorkerView> views() {
        lock.lock();
        try {
            return workers.stream().map(ConnectedWorker::view).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Where the work item delivered under this token is; if under none, why it waits. */
    Why.Place placeOf(
            String token,
            Predicate<ConnectedWorker> serves,
            BiPredicate<ConnectedWorker, List<ConnectedWorker>> suits) {
        lock.lock();
        try {
            List<ConnectedWorker> all = workers;
            return Explanation.place(leases.get(token), all, serves, worker -> suits.test(worker, all));
        } finally {
            lock.unlock();
        }
    }

    /** Ready turns, ready activities, turns in flight, activities in flight, workers, ready entities, batches in flight. */
    long[] counts() {
        lock.lock();
        try {
            long turns = leased(Lease.OfTurn.class);
            long activities = leased(Lease.OfActivity.class);
            return new long[] {
                readyTurns.size(),
                readyActivities.size(),
                turns,
                activities,
                workers.size(),
                readyEntities.size(),
                leased(Lease.OfEntity.class)
            };
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private long leased(Class<? extends Lease> kind) {
        return leases.values().stream().filter(kind::isInstance).count();
    }

    /** Gives a worker what waits, as far as it has room. */
    private void fill(ConnectedWorker worker) {
        List<WorkItem> deliveries = new ArrayList<>();
        List<ReadyTurn> turns = new ArrayList<>();
        List<ReadyEntity> entities = new ArrayList<>();
        lock.lock();
        try {
            if (!workers.contains(worker)) {
                return;
            }
            List<ConnectedWorker> all = workers;
            Predicate<String> turnFits = name -> Suitable.forTurn(worker, name, all);
            for (ReadyTurn turn = readyTurns.poll(turnFits); turn != null; turn = readyTurns.poll(turnFits)) {
                worker.turns++;
                turns.add(turn);
            }
            Predicate<String> entityFits = name -> Suitable.forEntity(worker, name, all);
            for (ReadyEntity entity = readyEntities.poll(entityFits);
                    entity != null;
                    entity = readyEntities.poll(entityFits)) {
                worker.entities++;
                entities.add(entity);
            }
            Predicate<String> activityFits = name -> Suitable.forActivity(worker, name, all);
            for (ActivityItem item = readyActivities.poll(activityFits);
                    item != null;
                    item = readyActivities.poll(activityFits)) {
                if (!item.isClosed()) {
                    deliveries.add(lease(worker, item));
                }
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
        item.deliveredUnder(token);
        leases.put(
                token,
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
