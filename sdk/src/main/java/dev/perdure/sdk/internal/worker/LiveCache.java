package dev.perdure.sdk.internal.worker;

import dev.perdure.core.HistoryHash;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.sdk.internal.executor.LiveOrchestrator;
import dev.perdure.sdk.internal.executor.TurnAnswer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
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
     * @param soleActivity the activity whose result is all it waits for; null if it is anything else, or more
     */
    record Entry(
            LiveOrchestrator orchestrator,
            String executionId,
            long position,
            long hash,
            long answerId,
            @Nullable Integer soleActivity) {

        /** That of an orchestrator that has answered a turn of so many new events behind this history. */
        static Entry after(
                LiveOrchestrator orchestrator,
                String executionId,
                long position,
                long hash,
                int newEvents,
                TurnAnswer answer,
                long answerId) {
            return new Entry(
                    orchestrator,
                    executionId,
                    position + newEvents + historyEvents(answer.actions()),
                    HistoryHash.next(hash, answerId),
                    answerId,
                    answer.soleActivity());
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

    /** Takes the orchestrator out that waits for the result of this activity, and for nothing else. */
    @Nullable
    Entry takeIfSole(String instanceId, String executionId, int taskId) {
        lock.lock();
        try {
            Entry entry = entries.get(instanceId);
            if (entry == null
                    || !entry.executionId().equals(executionId)
                    || !Objects.equals(entry.soleActivity(), taskId)) {
                return null;
            }
            return entries.remove(instanceId);
        } finally {
            lock.unlock();
        }
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
