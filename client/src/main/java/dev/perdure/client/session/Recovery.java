package dev.perdure.client.session;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets calls that pause after a failure go on as soon as the host answers somebody, instead of sleeping through the time
 * in which it is up. Thread-safe.
 */
final class Recovery {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition answered = lock.newCondition();
    // Written under the lock; read without it so that an answer costs nothing while nobody pauses.
    private final AtomicInteger pausing = new AtomicInteger();
    private final AtomicLong epoch = new AtomicLong();

    /** The number of the time between two recoveries; to be asked for before an attempt. */
    long epoch() {
        return epoch.get();
    }

    /** The host has answered a call. */
    void answered() {
        if (pausing.get() == 0) {
            return;
        }
        lock.lock();
        try {
            epoch.incrementAndGet();
            answered.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Blocks the caller until the host has answered a call since {@code since}, for at most {@code nanos}. */
    void await(long since, long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            pausing.incrementAndGet();
            try {
                while (epoch.get() == since && left > 0) {
                    left = answered.awaitNanos(left);
                }
            } finally {
                pausing.decrementAndGet();
            }
        } finally {
            lock.unlock();
        }
    }
}
