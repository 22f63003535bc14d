package dev.perdure.client.internal;

import dev.perdure.client.CallInterruptedException;
import dev.perdure.client.InstanceFilter;
import dev.perdure.client.InstanceStatus;
import dev.perdure.client.WrongInstanceStateException;
import dev.perdure.core.RuntimeStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Purges many instances: by one request where the API can say which, else one by one, {@value #CALLS_MAX} at a time.
 * Thread-safe.
 */
public final class PurgeOfMany {

    /** How many single purges are under way at once. */
    public static final int CALLS_MAX = 16;

    private static final Set<RuntimeStatus> ENDED = EnumSet.noneOf(RuntimeStatus.class);

    static {
        for (RuntimeStatus status : RuntimeStatus.values()) {
            if (status.isTerminal()) {
                ENDED.add(status);
            }
        }
    }

    private final InstanceReads reads;
    private final InstanceChanges changes;

    public PurgeOfMany(InstanceReads reads, InstanceChanges changes) {
        this.reads = reads;
        this.changes = changes;
    }

    /**
     * Purges the instances that meet the filter and have ended. Statuses are always named: a host may take none as any.
     *
     * @throws IllegalArgumentException if the filter asks for a status that is not an end
     */
    public int byFilter(InstanceFilter filter) {
        for (RuntimeStatus status : filter.statuses()) {
            if (!status.isTerminal()) {
                throw new IllegalArgumentException("Only instances that have ended can be purged; " + status.wireName()
                        + " is not an end. Terminate them first.");
            }
        }
        Set<RuntimeStatus> statuses = filter.statuses().isEmpty() ? ENDED : filter.statuses();
        boolean isPlain = filter.idPrefix().isEmpty()
                && filter.name().isEmpty()
                && filter.tags().isEmpty();
        if (isPlain) {
            return changes.purge(
                    filter.createdFrom().orElse(null), filter.createdTo().orElse(null), statuses);
        }
        Iterator<String> ids = reads.list(filter.statuses(statuses.toArray(RuntimeStatus[]::new)))
                .map(InstanceStatus::instanceId)
                .iterator();
        return new Run(ids).run();
    }

    /** Purges these instances, as far as there are any of the id and they have ended. Returns how many. */
    public int byId(Collection<String> instanceIds) {
        return new Run(List.copyOf(instanceIds).iterator()).run();
    }

    /** One purge, with the threads that work on it. */
    private final class Run {

        private final ReentrantLock lock = new ReentrantLock();
        // Guarded by the lock.
        private final Iterator<String> ids;
        private final AtomicInteger purged = new AtomicInteger();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Run(Iterator<String> ids) {
            this.ids = ids;
        }

        int run() {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < CALLS_MAX; i++) {
                threads.add(Thread.ofVirtual().name("perdure-client-purge-" + i).start(this::work));
            }
            try {
                for (Thread thread : threads) {
                    thread.join();
                }
            } catch (InterruptedException e) {
                failure.compareAndSet(
                        null,
                        new CallInterruptedException(
                                "purge was interrupted after " + purged + " instances; it can be repeated.", e));
                Thread.currentThread().interrupt();
            }
            return switch (failure.get()) {
                case null -> purged.get();
                case Error error -> throw error;
                case RuntimeException e -> throw e;
                case Throwable t -> throw new IllegalStateException("purge failed", t);
            };
        }

        private void work() {
            try {
                for (String id = next(); id != null; id = next()) {
                    purged.addAndGet(purgeOne(id));
                }
            } catch (Throwable t) {
                failure.compareAndSet(null, t);
            }
        }

        private @Nullable String next() {
            lock.lock();
            try {
                return failure.get() == null && ids.hasNext() ? ids.next() : null;
            } finally {
                lock.unlock();
            }
        }

        private int purgeOne(String instanceId) {
            try {
                return changes.purge(instanceId, false);
            } catch (WrongInstanceStateException e) {
                return 0;
            }
        }
    }
}
