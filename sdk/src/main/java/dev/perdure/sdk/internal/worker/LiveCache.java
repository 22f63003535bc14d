package dev.perdure.sdk.internal.worker;

import dev.perdure.sdk.internal.executor.LiveOrchestrator;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The parked orchestrators of one connection, by instance id. A running one is not in here. Beyond the limit, the one
 * parked longest is let go.
 *
 * <p>Thread-safe.
 */
final class LiveCache {

    /**
     * A parked orchestrator and the history it stands behind.
     *
     * @param orchestrator the parked one
     * @param executionId the execution
     * @param position how many events the history then has, if the host took the answer
     * @param hash the rolling hash of the history then
     * @param answerId the answer it parked after
     */
    record Entry(LiveOrchestrator orchestrator, String executionId, long position, long hash, long answerId) {

        boolean fits(String execution, long atPosition, long atHash) {
            return executionId.equals(execution) && position == atPosition && hash == atHash;
        }
    }

    private final int limit;
    private final WorkerCounters counters;
    private final ReentrantLock lock = new ReentrantLock();
    /** Insertion order is the order of parking, as {@link #take} removes. */
    private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>();

    private boolean closed;

    LiveCache(int limit, WorkerCounters counters) {
        this.limit = limit;
        this.counters = counters;
    }

    /** Takes the orchestrator out that stands behind exactly this history. One that stands elsewhere is let go. */
    @Nullable
    LiveOrchestrator take(String instanceId, String executionId, long position, long hash) {
        Entry entry;
        lock.lock();
        try {
            entry = entries.remove(instanceId);
        } finally {
            lock.unlock();
        }
        if (entry == null) {
            return null;
        }
        if (entry.fits(executionId, position, hash)) {
            return entry.orchestrator();
        }
        letGo(entry);
        return null;
    }

    /** Keeps an orchestrator that is about to park; false if none are kept (any more). */
    boolean put(String instanceId, Entry entry) {
        Entry replaced;
        Entry eldest = null;
        lock.lock();
        try {
            if (closed || limit == 0) {
                return false;
            }
            replaced = entries.remove(instanceId);
            entries.put(instanceId, entry);
            if (entries.size() > limit) {
                Iterator<Entry> all = entries.values().iterator();
                eldest = all.next();
                all.remove();
            }
        } finally {
            lock.unlock();
        }
        letGo(replaced);
        letGo(eldest);
        return true;
    }

    /** Lets the orchestrator go that parked after this answer, if it is still here. */
    void evict(String instanceId, long answerId) {
        Entry entry;
        lock.lock();
        try {
            entry = entries.get(instanceId);
            if (entry == null || entry.answerId() != answerId) {
                return;
            }
            entries.remove(instanceId);
        } finally {
            lock.unlock();
        }
        letGo(entry);
    }

    /** Lets all orchestrators go, and keeps none from now on. */
    void close() {
        List<Entry> all;
        lock.lock();
        try {
            closed = true;
            all = new ArrayList<>(entries.values());
            entries.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(this::letGo);
    }

    int size() {
        lock.lock();
        try {
            return entries.size();
        } finally {
            lock.unlock();
        }
    }

    private void letGo(@Nullable Entry entry) {
        if (entry != null) {
            counters.evictions().increment();
            entry.orchestrator().unload();
        }
    }
}
