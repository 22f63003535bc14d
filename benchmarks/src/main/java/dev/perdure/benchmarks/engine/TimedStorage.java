package dev.perdure.benchmarks.engine;

import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Mutation;
import dev.perdure.engine.storage.Storage;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Storage that notes how long each synced write took and how much it wrote. Thread-safe like what it wraps. */
final class TimedStorage implements Storage {

    private final Storage storage;
    private final ConcurrentLinkedQueue<Double> millis = new ConcurrentLinkedQueue<>();
    private final LongAdder bytes = new LongAdder();

    TimedStorage(Storage storage) {
        this.storage = storage;
    }

    /** Forgets what was noted. */
    void reset() {
        millis.clear();
        bytes.reset();
    }

    /** How long each write took, in milliseconds. */
    double[] millis() {
        return millis.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Keys and values written, in bytes. */
    long bytes() {
        return bytes.sum();
    }

    @Override
    public byte @Nullable [] get(Family family, byte[] key) {
        return storage.get(family, key);
    }

    @Override
    public void scan(Family family, byte[] from, byte[] to, Visitor visitor) {
        storage.scan(family, from, to, visitor);
    }

    @Override
    public void write(List<Mutation> mutations) {
        long start = System.nanoTime();
        storage.write(mutations);
        millis.add((System.nanoTime() - start) / 1e6);
        long written = 0;
        for (Mutation mutation : mutations) {
            byte[] value = mutation.value();
            written += mutation.key().length + (value == null ? 0 : value.length);
        }
        bytes.add(written);
    }

    @Override
    public void close() {
        storage.close();
    }
}
