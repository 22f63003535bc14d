package dev.perdure.client.session;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/** Time that goes on only when somebody sleeps or the test says so. Thread-safe. */
final class ManualTicker implements Ticker {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000); // overflows soon: only differences count
    private final List<Long> sleeps = new CopyOnWriteArrayList<>();
    private volatile IntConsumer onSleep = count -> {};

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public void sleep(long time) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        advance(time);
        sleeps.add(time);
        onSleep.accept(sleeps.size());
    }

    void advance(long time) {
        nanos.addAndGet(time);
    }

    /** The pauses made so far, in nanoseconds. */
    List<Long> sleeps() {
        return sleeps;
    }

    /** Runs at the end of each pause, with their number so far. */
    void onSleep(IntConsumer action) {
        this.onSleep = action;
    }
}
