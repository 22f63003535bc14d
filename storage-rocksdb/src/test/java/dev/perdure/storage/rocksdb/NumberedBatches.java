package dev.perdure.storage.rocksdb;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.MemoryStorage;
import dev.perdure.engine.storage.Mutation;
import dev.perdure.engine.storage.Storage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Writes 1, 2, 3 and so on, each a function of a seed and its number: some puts and some deletes in several families,
 * of a few bytes up to some hundred kibibytes, and its own number in {@link Family#META}. Immutable.
 */
final class NumberedBatches {

    private static final byte[] LAST = "last".getBytes(US_ASCII);
    private static final List<Family> FAMILIES =
            List.of(Family.INSTANCE, Family.HISTORY, Family.INBOX, Family.TIMER, Family.PAYLOAD);

    private final long seed;

    NumberedBatches(long seed) {
        this.seed = seed;
    }

    List<Mutation> batch(int number) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
        List<Mutation> mutations = new ArrayList<>();
        int count = 1 + random.nextInt(12);
        for (int i = 0; i < count; i++) {
            Family family = FAMILIES.get(random.nextInt(FAMILIES.size()));
            byte[] key = ByteBuffer.allocate(4).putInt(random.nextInt(500)).array();
            byte[] value = null;
            if (random.nextInt(4) > 0) {
                value = new byte[random.nextInt(20) == 0 ? random.nextInt(100_000) : random.nextInt(300)];
                random.nextBytes(value);
            }
            mutations.add(new Mutation(family, key, value));
        }
        mutations.add(new Mutation(
                Family.META, LAST, ByteBuffer.allocate(4).putInt(number).array()));
        return mutations;
    }

    /** The number of the last write that the store holds, by its own word; 0: none. */
    static int last(Storage storage) {
        byte[] last = storage.get(Family.META, LAST);
        return last == null ? 0 : ByteBuffer.wrap(last).getInt();
    }

    /** What a store must hold after the writes 1 to {@code last}. */
    MemoryStorage stateAfter(int last) {
        MemoryStorage state = new MemoryStorage();
        for (int number = 1; number <= last; number++) {
            state.write(batch(number));
        }
        return state;
    }
}
