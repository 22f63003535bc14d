package dev.perdure.engine;

import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Storage;
import java.util.Set;
import java.util.TreeSet;

/** Which families of a store have entries. */
final class StoredFamilies {

    private StoredFamilies() {}

    static Set<String> of(Storage storage) {
        Set<String> found = new TreeSet<>();
        for (Family family : Family.values()) {
            storage.scan(family, new byte[0], new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff}, (key, value) -> {
                found.add(family.name());
                return false;
            });
        }
        return found;
    }
}
