package dev.perdure.testing.internal;

import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Mutation;
import dev.perdure.engine.storage.Storage;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A store in memory: what is written survives a crash of the hub. Confined to one thread. */
final class TestStorage implements Storage {

    private final Map<Family, NavigableMap<byte[], byte[]>> families = new EnumMap<>(Family.class);
    private final FaultRun faults;

    TestStorage(FaultRun faults) {
        this.faults = faults;
    }

    @Override
    public byte @Nullable [] get(Family family, byte[] key) {
        return of(family).get(key);
    }

    @Override
    public void scan(Family family, byte[] from, byte[] to, Visitor visitor) {
        for (Map.Entry<byte[], byte[]> entry : of(family).subMap(from, to).entrySet()) {
            if (!visitor.visit(entry.getKey(), entry.getValue())) {
                return;
            }
        }
    }

    @Override
    public void write(List<Mutation> mutations) {
        faults.writes();
        for (Mutation mutation : mutations) {
            byte[] value = mutation.value();
            if (value == null) {
                of(mutation.family()).remove(mutation.key());
            } else {
                of(mutation.family()).put(mutation.key(), value);
            }
        }
        faults.point("after a write");
    }

    private NavigableMap<byte[], byte[]> of(Family family) {
        return families.computeIfAbsent(family, f -> new TreeMap<>(Arrays::compareUnsigned));
    }

    @Override
    public void close() {
        // What it holds goes with the test.
    }
}
