package dev.perdure.engine.storage;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory, for tests of the engine: {@link #write} is "on disk" when it returns, and {@link #copy} is what a
 * crash at this moment would leave. Held to {@link StorageConformance} like every other store.
 *
 * <p>Thread-safe; {@link #write} from one thread at a time. Get and write cost O(log n), a scan what it visits, a copy
 * nothing.
 */
public final class MemoryStorage implements Storage {

    /** Replaced as a whole by every write; never changed in place. */
    private volatile Map<Family, SortedEntries> families;

    private volatile boolean closed;

    public MemoryStorage() {
        this(Map.of());
    }

    private MemoryStorage(Map<Family, SortedEntries> families) {
        this.families = families;
    }

    /** An open store of its own with the present content of this one, which may be closed. */
    public MemoryStorage copy() {
        return new MemoryStorage(families);
    }

    @Override
    public byte @Nullable [] get(Family family, byte[] key) {
        requireOpen();
        byte[] value = entries(families, family).get(key);
        return value == null ? null : value.clone();
    }

    @Override
    public void scan(Family family, byte[] from, byte[] to, Visitor visitor) {
        requireOpen();
        entries(families, family).scan(from, to, visitor);
    }

    @Override
    public void write(List<Mutation> mutations) {
        requireOpen();
        Map<Family, SortedEntries> changed = new EnumMap<>(Family.class);
        changed.putAll(families);
        for (Mutation mutation : mutations) {
            SortedEntries before = entries(changed, mutation.family());
            byte[] value = mutation.value();
            changed.put(
                    mutation.family(),
                    value == null ? before.without(mutation.key()) : before.with(mutation.key(), value));
        }
        families = changed;
    }

    @Override
    public void close() {
        closed = true;
    }

    private static SortedEntries entries(Map<Family, SortedEntries> families, Family family) {
        return families.getOrDefault(family, SortedEntries.EMPTY);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The store in memory is closed.");
        }
    }
}
