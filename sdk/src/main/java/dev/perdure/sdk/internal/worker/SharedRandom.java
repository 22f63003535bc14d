package dev.perdure.sdk.internal.worker;

import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/** A generator that many threads may use. Thread-safe. */
final class SharedRandom implements RandomGenerator {

    private final ReentrantLock lock = new ReentrantLock();
    private final RandomGenerator random;

    SharedRandom(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public long nextLong() {
        lock.lock();
        try {
            return random.nextLong();
        } finally {
            lock.unlock();
        }
    }

    /** A random number that is not zero. */
    long nextId() {
        long id;
        do {
            id = nextLong();
        } while (id == 0);
        return id;
    }
}
