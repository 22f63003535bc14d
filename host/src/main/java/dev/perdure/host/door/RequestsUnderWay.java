package dev.perdure.host.door;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Counts requests under way, and once closing lets none in any more. Thread-safe. */
final class RequestsUnderWay {

    private static final int MAX = Integer.MAX_VALUE / 2;

    private final Semaphore places = new Semaphore(MAX);
    private volatile boolean closing;

    /** Returns whether the request may go on; if so, {@link #leave} must follow. */
    boolean enter() {
        if (closing || !places.tryAcquire()) {
            return false;
        }
        if (closing) {
            places.release();
            return false;
        }
        return true;
    }

    void leave() {
        places.release();
    }

    boolean isClosing() {
        return closing;
    }

    void close() {
        closing = true;
    }

    /** Waits until none is under way, or the time is up. */
    void await(Duration limit) {
        try {
            if (places.tryAcquire(MAX, limit.toMillis(), TimeUnit.MILLISECONDS)) {
                places.release(MAX);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
