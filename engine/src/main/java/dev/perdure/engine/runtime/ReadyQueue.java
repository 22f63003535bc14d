package dev.perdure.engine.runtime;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Work that waits for a worker, first come first served within a name; names take turns. What lies in here is also in
 * the store, so it is bounded by what is open there.
 *
 * <p>Confined to the dispatcher's lock.
 */
final class ReadyQueue<T> {

    private final Map<String, LinkedHashSet<T>> byName = new LinkedHashMap<>();
    private int size;

    void add(String name, T item) {
        if (byName.computeIfAbsent(name, n -> new LinkedHashSet<>()).add(item)) {
            size++;
        }
    }

    /** Takes the next item with a name that is wanted, or null. */
    @Nullable
    T poll(Predicate<String> wanted) {
        Iterator<Map.Entry<String, LinkedHashSet<T>>> names = byName.entrySet().iterator();
        while (names.hasNext()) {
            Map.Entry<String, LinkedHashSet<T>> entry = names.next();
            if (wanted.test(entry.getKey())) {
                T item = entry.getValue().removeFirst();
                size--;
                names.remove();
                if (!entry.getValue().isEmpty()) {
                    // Behind the others: no name starves another.
                    byName.put(entry.getKey(), entry.getValue());
                }
                return item;
            }
        }
        return null;
    }

    /** Takes an item out of its place; nothing happens if it has none. */
    void remove(String name, T item) {
        LinkedHashSet<T> items = byName.get(name);
        if (items != null && items.remove(item)) {
            size--;
            if (items.isEmpty()) {
                byName.remove(name);
            }
        }
    }

    int size() {
        return size;
    }
}
