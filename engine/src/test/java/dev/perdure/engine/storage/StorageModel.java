package dev.perdure.engine.storage;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A store as it should be: a sorted map per family, keys and values in hexadecimal, whose order is that of the bytes.
 * Also the maker of random mutations. Confined to one thread.
 */
final class StorageModel {

    private static final HexFormat HEX = HexFormat.of();
    private static final List<Family> FAMILIES = List.of(Family.values());

    private final Map<Family, NavigableMap<String, String>> families = new EnumMap<>(Family.class);
    private final SplittableRandom random;

    StorageModel(SplittableRandom random) {
        this.random = random;
        for (Family family : Family.values()) {
            families.put(family, new TreeMap<>());
        }
    }

    List<Mutation> randomMutations() {
        List<Mutation> mutations = new ArrayList<>();
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            byte[] value = null;
            if (random.nextInt(3) > 0) {
                value = new byte[random.nextInt(100)];
                random.nextBytes(value);
            }
            mutations.add(new Mutation(randomFamily(), randomKey(), value));
        }
        return mutations;
    }

    Family randomFamily() {
        return FAMILIES.get(random.nextInt(FAMILIES.size()));
    }

    /** One of few keys of 1 to 3 bytes, so that they are met again. */
    byte[] randomKey() {
        byte[] key = new byte[1 + random.nextInt(3)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (random.nextInt(6) * 51);
        }
        return key;
    }

    void apply(List<Mutation> mutations) {
        for (Mutation mutation : mutations) {
            byte[] value = mutation.value();
            String key = HEX.formatHex(mutation.key());
            if (value == null) {
                entries(mutation.family()).remove(key);
            } else {
                entries(mutation.family()).put(key, HEX.formatHex(value));
            }
        }
    }

    byte @Nullable [] get(Family family, byte[] key) {
        String value = entries(family).get(HEX.formatHex(key));
        return value == null ? null : HEX.parseHex(value);
    }

    /** The entries of a scan, each as {@code key=value} in hexadecimal; none if the range is empty or reversed. */
    List<String> scan(Family family, byte[] from, byte[] to) {
        String first = HEX.formatHex(from);
        String end = HEX.formatHex(to);
        List<String> seen = new ArrayList<>();
        if (first.compareTo(end) < 0) {
            entries(family).subMap(first, end).forEach((key, value) -> seen.add(key + "=" + value));
        }
        return seen;
    }

    /** What {@link #scan} returns, but of a real store. */
    static List<String> scan(Storage storage, Family family, byte[] from, byte[] to) {
        List<String> seen = new ArrayList<>();
        storage.scan(family, from, to, (key, value) -> seen.add(HEX.formatHex(key) + "=" + HEX.formatHex(value)));
        return seen;
    }

    private NavigableMap<String, String> entries(Family family) {
        return families.getOrDefault(family, new TreeMap<>());
    }
}
