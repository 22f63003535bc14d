package dev.perdure.engine.runtime;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for a partition's writer, in order of arrival. Bounded for what comes from outside; what the hub itself
 * sends (completions, which the in-flight limits bound, and messages of other partitions) is always taken, or two full
 * partitions would wait for each other.
 *
 * <p>Thread-safe.
 */
final class Inbox {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final ArrayDeque<PartitionTask> tasks = new ArrayDeque<>();
    private final int limit;
    private boolean closed;

    Inbox(int limit) {
        this.limit = limit;
    }

    /** Takes a request from outside; false if the limit is reached or the inbox is closed. */
    boolean offer(PartitionTask task) {
        lock.lock();
        try {
            if (closed || tasks.size() >= limit) {
                return false;
            }
            add(task);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a task of the hub itself; false only if the inbox is closed. */
    boolean post(PartitionTask task) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            add(task);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void add(PartitionTask task) {
        tasks.addLast(task);
        if (tasks.size() == 1) {
            filled.signal();
        }
    }

    /**
     * Moves up to {@code max} tasks to {@code into}, waiting up to {@code waitNanos} for the first.
     *
     * @return false once the inbox is closed and empty
     */
    boolean drain(List<PartitionTask> into, int max, long waitNanos) throws InterruptedException {
        lock.lock();
        try {
            long left = waitNanos;
            while (tasks.isEmpty() && !closed && left > 0) {
                left = filled.awaitNanos(left);
            }
            for (int i = 0; i < max && !tasks.isEmpty(); i++) {
                into.add(tasks.removeFirst());
            }
            return !(closed && into.isEmpty());
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return tasks.size();
        } finally {
            lock.unlock();
        }
    }

    int limit() {
        return limit;
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more; what is there is still handed out. */
    void close() {
        lock.lock();
        try {
            closed = true;
            filled.signal();
        } finally {
            lock.unlock();
        }
    }
}
