package dev.perdure.client.session;

/** Where time comes from: a clock that only goes forward, and pauses measured by it. Thread-safe. */
public interface Ticker {

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
