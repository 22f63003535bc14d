package dev.perdure.engine.runtime;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
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

    private final Map<String, ArrayDeque<T>> byName = new LinkedHashMap<>();
    private int size;

    void add(String name, T item) {
        byName.computeIfAbsent(name, n -> new ArrayDeque<>()).addLast(item);
        size++;
    }

    /** Takes the next item with a name that is wanted, or null. */
    @Nullable
    T poll(Predicate<String> wanted) {
        Iterator<Map.Entry<String, ArrayDeque<T>>> names = byName.entrySet().iterator();
        while (names.hasNext()) {
            Map.Entry<String, ArrayDeque<T>> entry = names.next();
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

    int size() {
        return size;
    }
}
