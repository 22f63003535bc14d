package dev.perdure.engine.state;

import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Mutation;
import dev.perdure.engine.storage.Storage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The store as its one writer sees it: what is committed, below what was handed over to be committed, below what is
 * being put together now. Readers outside the partition never see it.
 *
 * <p>Confined to its partition. Bounded: the runtime lets only a few batches be under way.
 */
public final class Overlay {

    /** The changes of one batch. */
    private static final class Layer {
        private final EnumMap<Family, NavigableMap<byte[], Change>> families = new EnumMap<>(Family.class);

        private NavigableMap<byte[], Change> of(Family family) {
            return families.computeIfAbsent(family, f -> new TreeMap<>(Arrays::compareUnsigned));
        }

        private @Nullable Change get(Family family, byte[] key) {
            NavigableMap<byte[], Change> changes = families.get(family);
            return changes == null ? null : changes.get(key);
        }
    }

    /**
     * A new value, or a deletion.
     *
     * @param fresh no layer below and no stored entry has this key, so deleting it leaves nothing to write
     */
    @SuppressWarnings("ArrayRecordComponent") // a holder, never compared
    private record Change(byte @Nullable [] value, boolean fresh) {}

    private final Storage storage;
    private final ArrayDeque<Layer> sealed = new ArrayDeque<>();
    private Layer current = new Layer();

    public Overlay(Storage storage) {
        this.storage = storage;
    }

    byte @Nullable [] get(Family family, byte[] key) {
        Change change = current.get(family, key);
        if (change != null) {
            return change.value();
        }
        for (Iterator<Layer> layers = sealed.descendingIterator(); layers.hasNext(); ) {
            change = layers.next().get(family, key);
            if (change != null) {
                return change.value();
            }
        }
        return storage.get(family, key);
    }

    /** Writes an entry that may exist already. */
    void put(Family family, byte[] key, byte[] value) {
        NavigableMap<byte[], Change> changes = current.of(family);
        Change before = changes.get(key);
        changes.put(key, new Change(value, before != null && before.fresh() && before.value() != null));
    }

    /** Writes an entry that is known not to exist; deleting it within the same batch then costs nothing. */
    void insert(Family family, byte[] key, byte[] value) {
        NavigableMap<byte[], Change> changes = current.of(family);
        // A deletion in this batch of an entry that exists below must not be forgotten.
        changes.put(key, new Change(value, !changes.containsKey(key)));
    }

    void delete(Family family, byte[] key) {
        NavigableMap<byte[], Change> changes = current.of(family);
        Change before = changes.get(key);
        if (before != null && before.fresh()) {
            changes.remove(key);
        } else {
            changes.put(key, new Change(null, false));
        }
    }

    void deleteRange(Family family, byte[] from, byte[] to) {
        List<byte[]> keys = new ArrayList<>();
        scan(family, from, to, (key, value) -> keys.add(key));
        keys.forEach(key -> delete(family, key));
    }

    void scan(Family family, byte[] from, byte[] to, Storage.Visitor visitor) {
        NavigableMap<byte[], Change> changes = changesBetween(family, from, to);
        if (changes.isEmpty()) {
            storage.scan(family, from, to, visitor);
            return;
        }
        MergingVisitor merging = new MergingVisitor(changes, visitor);
        storage.scan(family, from, to, merging);
        merging.finish();
    }

    private NavigableMap<byte[], Change> changesBetween(Family family, byte[] from, byte[] to) {
        NavigableMap<byte[], Change> merged = new TreeMap<>(Arrays::compareUnsigned);
        for (Layer layer : sealed) {
            collect(layer, family, from, to, merged);
        }
        collect(current, family, from, to, merged);
        return merged;
    }

    private static void collect(Layer layer, Family family, byte[] from, byte[] to, NavigableMap<byte[], Change> into) {
        NavigableMap<byte[], Change> changes = layer.families.get(family);
        if (changes != null) {
            into.putAll(changes.subMap(from, to));
        }
    }

    /** Closes the current batch and returns its mutations, in order of family and key. May be empty. */
    public List<Mutation> seal() {
        List<Mutation> mutations = new ArrayList<>();
        current.families.forEach((family, changes) ->
                changes.forEach((key, change) -> mutations.add(new Mutation(family, key, change.value()))));
        sealed.addLast(current);
        current = new Layer();
        return mutations;
    }

    /** The oldest sealed batch is committed: the storage has it now. */
    public void committed() {
        sealed.removeFirst();
    }

    /** Whether anything has changed since the last seal. */
    public boolean isClean() {
        return current.families.values().stream().allMatch(Map::isEmpty);
    }

    /** Shows stored entries and changes as one ordered sequence. */
    private static final class MergingVisitor implements Storage.Visitor {
        private final Iterator<Map.Entry<byte[], Change>> changes;
        private final Storage.Visitor target;
        private Map.@Nullable Entry<byte[], Change> next;
        private boolean wanted = true;

        private MergingVisitor(NavigableMap<byte[], Change> changes, Storage.Visitor target) {
            this.changes = changes.entrySet().iterator();
            this.target = target;
            advance();
        }

        private void advance() {
            next = changes.hasNext() ? changes.next() : null;
        }

        @Override
        public boolean visit(byte[] key, byte[] value) {
            while (wanted && next != null) {
                int order = Arrays.compareUnsigned(next.getKey(), key);
                if (order > 0) {
                    break;
                }
                show(next);
                advance();
                if (order == 0) {
                    return wanted;
                }
            }
            wanted = wanted && target.visit(key, value);
            return wanted;
        }

        private void finish() {
            while (wanted && next != null) {
                show(next);
                advance();
            }
        }

        private void show(Map.Entry<byte[], Change> change) {
            byte[] value = change.getValue().value();
            if (value != null) {
                wanted = target.visit(change.getKey(), value);
            }
        }
    }
}
