package dev.perdure.simulator.world;

import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Mutation;
import dev.perdure.engine.storage.Storage;
import dev.perdure.engine.storage.StorageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A disk that loses, keeps or refuses writes as it is told. A write is atomic, as a batch of the real store is: torn, it
 * is lost as a whole.
 *
 * <p>Confined to one thread.
 */
public final class ModelDisk implements Storage {

    /** What becomes of the next write. */
    public enum Fate {
        /** It is synced. */
        SYNCED,
        /** The power fails, and it is lost. */
        POWER_LOST_BEFORE,
        /** It is synced, and the power fails before the writer hears of it. */
        POWER_LOST_AFTER,
        /** The sync fails; after a restart it is not there. */
        FAILED_LOST,
        /** The sync fails; after a restart it is there. */
        FAILED_KEPT,
        /** There is no room. */
        FULL
    }

    /** Is told of everything that has become durable. */
    @FunctionalInterface
    public interface Observer {
        /** These changes, in this order, are durable from now on. */
        void durable(List<Mutation> mutations);
    }

    private final Map<Family, NavigableMap<byte[], byte[]>> families = new EnumMap<>(Family.class);
    /** What undoes the writes that are not synced, latest last. */
    private final List<Mutation> undo = new ArrayList<>();

    private final List<Mutation> unsynced = new ArrayList<>();
    private Observer observer = mutations -> {};
    private UnaryOperator<List<Mutation>> alteration = mutations -> mutations;
    private Fate next = Fate.SYNCED;
    private boolean lying;
    private long writes;
    private long lies;

    public ModelDisk() {
        for (Family family : Family.values()) {
            families.put(family, new TreeMap<>(Arrays::compareUnsigned));
        }
    }

    public void observe(Observer newObserver) {
        observer = newObserver;
    }

    /** Decides the next write; those after it are synced again. */
    public void next(Fate fate) {
        next = fate;
    }

    /** A planted bug: writes return before they are synced, and every fourth one brings all to the disk. */
    public void lie() {
        lying = true;
    }

    /** What is not synced is gone: after a loss of power. */
    public void losePower() {
        for (int i = undo.size() - 1; i >= 0; i--) {
            apply(undo.get(i));
        }
        undo.clear();
        unsynced.clear();
        next = Fate.SYNCED;
    }

    /** How many writes were synced. */
    public long writes() {
        return writes;
    }

    /** All entries of a family, in order; not to be changed. */
    public NavigableMap<byte[], byte[]> entries(Family family) {
        return of(family);
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

    /** Changes every write before it is made: for planted bugs. */
    public void alter(UnaryOperator<List<Mutation>> newAlteration) {
        alteration = newAlteration;
    }

    @Override
    public void write(List<Mutation> asked) {
        List<Mutation> mutations = alteration.apply(asked);
        Fate fate = next;
        next = Fate.SYNCED;
        switch (fate) {
            case SYNCED -> take(mutations, !lying || ++lies % 4 == 0);
            case POWER_LOST_BEFORE -> throw new PowerLoss();
            case POWER_LOST_AFTER -> {
                take(mutations, true);
                throw new PowerLoss();
            }
            case FAILED_LOST -> throw new StorageException("The sync failed.", null);
            case FAILED_KEPT -> {
                take(mutations, true);
                throw new StorageException("The sync failed.", null);
            }
            case FULL -> throw new StorageException("No space is left on the disk.", null);
        }
    }

    private void take(List<Mutation> mutations, boolean sync) {
        unsynced.addAll(mutations);
        for (Mutation mutation : mutations) {
            if (!sync) {
                byte[] before = of(mutation.family()).get(mutation.key());
                undo.add(new Mutation(mutation.family(), mutation.key(), before));
            }
            apply(mutation);
        }
        if (sync) {
            writes++;
            undo.clear();
            List<Mutation> durable = List.copyOf(unsynced);
            unsynced.clear();
            observer.durable(durable);
        }
    }

    private void apply(Mutation mutation) {
        byte[] value = mutation.value();
        if (value == null) {
            of(mutation.family()).remove(mutation.key());
        } else {
            of(mutation.family()).put(mutation.key(), value);
        }
    }

    private NavigableMap<byte[], byte[]> of(Family family) {
        NavigableMap<byte[], byte[]> entries = families.get(family);
        if (entries == null) {
            throw new IllegalStateException("no family " + family);
        }
        return entries;
    }

    @Override
    public void close() {
        // A crash does not wait for it.
    }
}
