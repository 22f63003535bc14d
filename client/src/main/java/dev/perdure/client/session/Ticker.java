package dev.perdure.client.session;

import java.time.Duration;

/** Where time comes from: a clock that only goes forward, and pauses measured by it. Thread-safe. */
public interface Ticker {

    /** The longest time that is measured. */
    Duration CENTURY = Duration.ofDays(36_500);

    /** The system's own. */
    Ticker SYSTEM = new Ticker() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void sleep(long nanos) throws InterruptedException {
            Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
        }

        @Override
        public void sleep(long nanos, Wait wait) throws InterruptedException {
            wait.await(nanos);
        }
    };

    /** Nanoseconds since a moment of no meaning; only differences count, and they may overflow. */
    long nanos();

    /** The moment that comes after {@code duration}; what lies more than a century ahead comes after a century. */
    default long nanosAfter(Duration duration) {
        Duration within = duration.compareTo(CENTURY) < 0 ? duration : CENTURY;
        return nanos() + within.toNanos();
    }

    /** Blocks the caller for {@code nanos} nanoseconds. */
    void sleep(long nanos) throws InterruptedException;

    /** Blocks the caller for {@code nanos} nanoseconds, or less if {@code wait} ends earlier. */
    default void sleep(long nanos, Wait wait) throws InterruptedException {
        sleep(nanos);
    }

    /** A pause that something else can end. */
    @FunctionalInterface
    interface Wait {
        /** Blocks the caller for at most {@code nanos} nanoseconds. */
        void await(long nanos) throws InterruptedException;
    }
}
