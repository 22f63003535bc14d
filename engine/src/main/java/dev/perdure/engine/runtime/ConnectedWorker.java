package dev.perdure.engine.runtime;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.engine.Reach;
import dev.perdure.engine.WorkerIdentity;
import dev.perdure.engine.WorkerView;
import dev.perdure.engine.committed.Micros;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker's connection as the hub sees it: what it wants, how much it may have at once, and the way to it.
 *
 * <p>Thread-safe. The counts of what is in flight are the {@link Dispatcher}'s and guarded by its lock.
 */
final class ConnectedWorker {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectedWorker.class);

    private static final int REMOTE_TURNS = 20;
    private static final int REMOTE_ACTIVITIES = 100;
    private static final int REMOTE_ENTITIES = 20;
    private static final int IN_PROCESS_TURNS = 1_000;
    private static final int IN_PROCESS_ACTIVITIES = 1_000;
    private static final int IN_PROCESS_ENTITIES = 1_000;

    private static final AtomicLong CONNECTED = new AtomicLong();

    private final ReentrantLock delivering = new ReentrantLock();
    private final String name;
    private final boolean perdure;
    private final String software;
    private final String peer;
    private final boolean serial;
    private final Reach reach;
    private final WorkerFilter filter;
    private final boolean live;
    private final boolean takesTurnsEarly;
    private final boolean hearsCancellations;
    private final int turnsMax;
    private final int activitiesMax;
    private final int entitiesMax;
    private final Map<String, Integer> activityLimits;
    private final WorkItemListener listener;
    private final MessageSizes sizes;
    private final long connected;

    @GuardedBy("delivering")
    private boolean closed;

    /** When it last showed signs of life, in hub time; guarded by the dispatcher's lock, as the counts are. */
    private long seen;

    /** It has let a lease run out and answered nothing since; guarded as well. */
    private boolean silent;

    /** In flight now; guarded by the dispatcher's lock. */
    int turns;

    int entities;
    private int activities;
    /** Of the activities that have a limit of their own, by name; never more entries than limits. */
    private final Map<String, Integer> limitedActivities = new HashMap<>();

    /** @param now in hub time */
    ConnectedWorker(
            GetWorkItemsRequest request, Reach reach, WorkerIdentity identity, long now, WorkItemListener listener) {
        String announced = request.getPerdureWorker().getWorkerId();
        String stated = announced.isEmpty() ? identity.name() : announced;
        this.perdure = request.hasPerdureWorker();
        this.software = perdure ? request.getPerdureWorker().getSdkVersion() : identity.software();
        this.peer = identity.peer();
        this.serial = identity.serial();
        this.connected = now;
        this.seen = now;
        this.name = stated.isEmpty() ? "worker " + CONNECTED.incrementAndGet() : stated;
        this.reach = reach;
        this.listener = listener;
        this.sizes = MessageSizes.of(request, reach, identity.software());
        this.filter = WorkerFilter.of(request);
        this.live = request.getPerdureWorker().getLiveOrchestrators();
        this.takesTurnsEarly =
                reach == Reach.IN_PROCESS || request.getPerdureWorker().getTakesTurnsEarly();
        this.hearsCancellations = request.getPerdureWorker().getHearsCancellations();
        this.activityLimits = Map.copyOf(request.getPerdureWorker().getActivityLimitsMap());
        boolean remote = reach == Reach.REMOTE;
        this.turnsMax =
                limit(request.getMaxConcurrentOrchestrationWorkItems(), remote ? REMOTE_TURNS : IN_PROCESS_TURNS);
        this.activitiesMax =
                limit(request.getMaxConcurrentActivityWorkItems(), remote ? REMOTE_ACTIVITIES : IN_PROCESS_ACTIVITIES);
        this.entitiesMax =
                limit(request.getMaxConcurrentEntityWorkItems(), remote ? REMOTE_ENTITIES : IN_PROCESS_ENTITIES);
    }

    /** 0 means "not stated" in the protocol, not "none". */
    private static int limit(int stated, int otherwise) {
        return stated > 0 ? stated : otherwise;
    }

    /** The id it gave itself; if it gave none, a number that no other worker of this process has. */
    String name() {
        return name;
    }

    /** It has shown a sign of life. Under the dispatcher's lock. */
    void seenAt(long now) {
        seen = now;
        silent = false;
    }

    /**
     * It has let a lease run out: until it answers something it gets one item of a kind at a time, as it may be a stream
     * that nobody reads. Under the dispatcher's lock.
     */
    void unheard() {
        silent = true;
    }

    private boolean hasRoom(int inFlight, int max) {
        return inFlight < (silent ? 1 : max);
    }

    /** What can be told of it. Under the dispatcher's lock. */
    WorkerView view() {
        return new WorkerView(
                name,
                perdure,
                software,
                reach,
                Micros.instant(connected),
                Micros.instant(seen),
                turns,
                activities,
                entities,
                filter.orchestrators() == null ? Set.of() : filter.orchestrators(),
                filter.activities() == null ? Set.of() : filter.activities());
    }

    boolean isRemote() {
        return reach == Reach.REMOTE;
    }

    /** The connection it comes over; empty if unknown. */
    String peer() {
        return peer;
    }

    /** Whether it runs one item at a time. */
    boolean isSerial() {
        return serial;
    }

    /** How large a message it takes. */
    MessageSizes sizes() {
        return sizes;
    }

    WorkerFilter filter() {
        return filter;
    }

    /** Whether it keeps orchestrators live between turns. */
    boolean isLive() {
        return live;
    }

    /** Whether turns may go to it before their cause is durable. */
    boolean takesTurnsEarly() {
        return takesTurnsEarly;
    }

    /** Whether it wants to know of activities nobody wants any more. */
    boolean hearsCancellations() {
        return hearsCancellations;
    }

    /** @param orchestrator a name with its version, as {@link WorkerFilter#versioned} makes it */
    boolean canTakeTurnOf(String orchestrator) {
        return hasRoom(turns, turnsMax) && filter.wantsTurnsOf(orchestrator);
    }

    boolean canTakeEntity(String name) {
        return hasRoom(entities, entitiesMax) && filter.wantsEntity(name);
    }

    boolean canTakeActivity(String name) {
        return hasRoom(activities, activitiesMax) && filter.wantsActivity(name) && withinLimit(name);
    }

    private boolean withinLimit(String activity) {
        Integer limit = activityLimits.get(activity);
        return limit == null || limit <= 0 || limitedActivities.getOrDefault(activity, 0) < limit;
    }

    /** An activity of this name is on its way to it. Under the dispatcher's lock. */
    void took(String activity) {
        activities++;
        if (activityLimits.containsKey(activity)) {
            limitedActivities.merge(activity, 1, Integer::sum);
        }
    }

    /** It is done with an activity of this name, one way or the other. Under the dispatcher's lock. */
    void gaveBack(String activity) {
        activities--;
        if (activityLimits.containsKey(activity)) {
            limitedActivities.merge(activity, -1, Integer::sum);
        }
    }

    /** It is done with something that was taken back from it before. Under the dispatcher's lock. */
    void makeRoom(Leases.Asked asked) {
        switch (asked.taskId()) {
            case Leases.Asked.TURN -> turns--;
            // Its room was given back when it was taken back.
            case Leases.Asked.ENTITY -> {}
            default -> activities--;
        }
    }

    boolean isClosed() {
        delivering.lock();
        try {
            return closed;
        } finally {
            delivering.unlock();
        }
    }

    /**
     * Hands an item over, unless the worker has gone: then its leases are taken back by {@link Dispatcher#remove}.
     *
     * @return false if the worker's end threw: it must be removed, and nothing else may suffer
     */
    boolean deliver(WorkItem item) {
        delivering.lock();
        try {
            if (!closed) {
                sizes.sent(item);
                listener.onWorkItem(item);
            }
            return true;
        } catch (RuntimeException e) {
            LOG.error("A worker connection failed to take a work item and is closed; its work goes to others.", e);
            return false;
        } finally {
            delivering.unlock();
        }
    }

    /** No item is delivered after this returns. */
    void close() {
        delivering.lock();
        try {
            closed = true;
        } finally {
            delivering.unlock();
        }
    }

    /** Tells the worker's end that the hub has ended the connection. */
    void tellClosed() {
        try {
            listener.onClosed(null);
        } catch (RuntimeException e) {
            LOG.warn("A worker connection failed to take note of its end.", e);
        }
    }
}
