package dev.perdure.engine.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every {@link Storage} must do. Extend it and hand in the store. */
public abstract class StorageConformance {

    private static final byte[] START = {};
    private static final byte[] END = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff};

    private Storage storage;

    /** A new, empty store. */
    protected abstract Storage open();

    /** The store that {@code closed} was, opened again. */
    protected abstract Storage reopen(Storage closed);

    protected StorageConformance() {
        storage = new MemoryStorage();
    }

    @BeforeEach
    void openStore() {
        storage = open();
    }

    @AfterEach
    void closeStore() {
        storage.close();
    }

    @Test
    void anAbsentKeyHasNoValue() {
        storage.write(List.of(put(Family.META, "b", "1")));

        assertThat(storage.get(Family.META, bytes("a"))).isNull();
        assertThat(storage.get(Family.META, bytes("bb"))).isNull();
        assertThat(storage.get(Family.META, START)).isNull();
    }

    @Test
    void returnsTheValueLastWritten() {
        storage.write(List.of(put(Family.INSTANCE, "a", "1")));
        storage.write(List.of(put(Family.INSTANCE, "a", "2")));

        assertThat(value(Family.INSTANCE, "a")).isEqualTo("2");
    }

    @Test
    void keepsTheFamiliesApart() {
        List<Mutation> mutations = new ArrayList<>();
        for (Family family : Family.values()) {
            mutations.add(put(family, "same", family.name()));
        }

        storage.write(mutations);
        storage.write(List.of(delete(Family.TIMER, "same")));

        for (Family family : Family.values()) {
            String expected = family == Family.TIMER ? null : family.name();
            assertThat(value(family, "same")).isEqualTo(expected);
            assertThat(keys(family, START, END)).isEqualTo(expected == null ? List.of() : List.of("same"));
        }
    }

    @Test
    void anEmptyValueIsAValue() {
        storage.write(List.of(put(Family.META, "a", "")));

        assertThat(storage.get(Family.META, bytes("a"))).isNotNull().isEmpty();
        assertThat(keys(Family.META, START, END)).containsExactly("a");
    }

    @Test
    void anEmptyWriteChangesNothing() {
        storage.write(List.of());

        assertThat(dump(storage)).isEmpty();
    }

    @Test
    void appliesTheMutationsOfAWriteInOrder() {
        storage.write(List.of(
                put(Family.META, "a", "1"),
                delete(Family.META, "a"),
                put(Family.META, "a", "2"),
                put(Family.META, "b", "1"),
                put(Family.META, "b", "2"),
                delete(Family.META, "b")));

        assertThat(value(Family.META, "a")).isEqualTo("2");
        assertThat(value(Family.META, "b")).isNull();
    }

    @Test
    void deletingAnAbsentEntryIsHarmless() {
        storage.write(List.of(delete(Family.META, "a"), put(Family.META, "b", "1")));

        assertThat(dump(storage)).isEqualTo("01/62/31\n");
    }

    @Test
    void scansInTheOrderOfUnsignedBytes() {
        List<String> ascending = List.of("00", "0000", "01", "7f", "7fff", "80", "8000", "fe", "ff", "ff00");
        List<Mutation> mutations = new ArrayList<>();
        for (String hex : ascending.reversed()) {
            mutations.add(new Mutation(Family.TIMER, HexFormat.of().parseHex(hex), START));
        }

        storage.write(mutations);

        List<String> seen = new ArrayList<>();
        storage.scan(
                Family.TIMER,
                START,
                END,
                (key, value) -> seen.add(HexFormat.of().formatHex(key)));
        assertThat(seen).isEqualTo(ascending);
    }

    @Test
    void scansFromInclusiveToExclusive() {
        storage.write(List.of(
                put(Family.META, "a", "1"),
                put(Family.META, "b", "2"),
                put(Family.META, "bb", "3"),
                put(Family.META, "c", "4")));

        assertThat(keys(Family.META, bytes("b"), bytes("c"))).containsExactly("b", "bb");
        assertThat(keys(Family.META, bytes("aa"), bytes("bb"))).containsExactly("b");
        assertThat(keys(Family.META, bytes("bc"), END)).containsExactly("c");
        assertThat(keys(Family.META, bytes("d"), END)).isEmpty();
        assertThat(keys(Family.META, bytes("b"), bytes("b"))).isEmpty();
        assertThat(keys(Family.META, bytes("c"), bytes("a"))).isEmpty();
    }

    @Test
    void aScanEndsWhenTheVisitorReturnsFalse() {
        storage.write(List.of(put(Family.META, "a", "1"), put(Family.META, "b", "2"), put(Family.META, "c", "3")));

        List<String> seen = new ArrayList<>();
        storage.scan(Family.META, START, END, (key, value) -> {
            seen.add(text(key) + text(value));
            return seen.size() < 2;
        });

        assertThat(seen).containsExactly("a1", "b2");
    }

    @Test
    void aScanIsOfOneMomentAlsoWhenItsVisitorWrites() {
        storage.write(List.of(put(Family.META, "a", "1"), put(Family.META, "b", "2"), put(Family.META, "c", "3")));

        List<String> seen = new ArrayList<>();
        storage.scan(Family.META, START, END, (key, value) -> {
            storage.write(
                    List.of(delete(Family.META, "b"), put(Family.META, "c", "changed"), put(Family.META, "d", "new")));
            return seen.add(text(key) + text(value));
        });

        assertThat(seen).containsExactly("a1", "b2", "c3");
        assertThat(keys(Family.META, START, END)).containsExactly("a", "c", "d");
    }

    @Test
    void theVisitorMayReadAndScan() {
        storage.write(List.of(put(Family.CREATED_INDEX, "1", "x"), put(Family.CREATED_INDEX, "2", "y")));
        storage.write(List.of(put(Family.INSTANCE, "x", "first"), put(Family.INSTANCE, "y", "second")));

        List<String> seen = new ArrayList<>();
        storage.scan(Family.CREATED_INDEX, START, END, (key, value) -> {
            seen.add(value(Family.INSTANCE, text(value))
                    + keys(Family.INSTANCE, value, END).size());
            return true;
        });

        assertThat(seen).containsExactly("first2", "second1");
    }

    @Test
    void anExceptionOfTheVisitorPassesThroughAndHarmsNothing() {
        storage.write(List.of(put(Family.META, "a", "1")));

        IllegalStateException thrown = new IllegalStateException("thrown by the visitor");
        assertThatThrownBy(() -> storage.scan(Family.META, START, END, (key, value) -> {
                    throw thrown;
                }))
                .isSameAs(thrown);

        assertThat(keys(Family.META, START, END)).containsExactly("a");
        storage.write(List.of(put(Family.META, "b", "2")));
        assertThat(value(Family.META, "b")).isEqualTo("2");
    }

    @Test
    void whatIsReadBelongsToTheReader() {
        storage.write(List.of(put(Family.META, "a", "1")));

        byte[] read = storage.get(Family.META, bytes("a"));
        assertThat(read).isNotNull();
        Arrays.fill(read, (byte) 'x');
        storage.scan(Family.META, START, END, (key, value) -> {
            Arrays.fill(key, (byte) 'x');
            Arrays.fill(value, (byte) 'x');
            return true;
        });

        assertThat(dump(storage)).isEqualTo("01/61/31\n");
    }

    @Test
    void holdsLargeValues() {
        byte[] large = new byte[20 * 1024 * 1024];
        new SplittableRandom(7).nextBytes(large);

        storage.write(List.of(new Mutation(Family.PAYLOAD, bytes("a"), large)));

        assertThat(Arrays.equals(storage.get(Family.PAYLOAD, bytes("a")), large))
                .isTrue();
    }

    @Test
    void closingTwiceIsHarmless() {
        storage.close();
        storage.close();
    }

    @Test
    void refusesUseAfterClose() {
        storage.close();

        assertThatIllegalStateException().isThrownBy(() -> storage.get(Family.META, bytes("a")));
        assertThatIllegalStateException().isThrownBy(() -> storage.scan(Family.META, START, END, (key, value) -> true));
        assertThatIllegalStateException().isThrownBy(() -> storage.write(List.of(put(Family.META, "a", "1"))));
        assertThatIllegalStateException().isThrownBy(() -> storage.write(List.of()));
    }

    @Test
    void holdsEverythingAfterClosingAndOpening() {
        List<Mutation> mutations = new ArrayList<>();
        for (Family family : Family.values()) {
            mutations.add(put(family, "kept", family.name()));
            mutations.add(put(family, "deleted", "x"));
        }
        storage.write(mutations);
        storage.write(Arrays.stream(Family.values())
                .map(family -> delete(family, "deleted"))
                .toList());
        String before = dump(storage);

        storage.close();
        storage = reopen(storage);

        assertThat(dump(storage)).isEqualTo(before).hasLineCount(Family.values().length);
    }

    @Test
    @DisplayName("does the same as a sorted map through 2,000 random writes and some re-openings")
    void doesTheSameAsASortedMap() {
        long seed = 20_261_101;
        StorageModel model = new StorageModel(new SplittableRandom(seed));

        for (int step = 0; step < 2_000; step++) {
            List<Mutation> mutations = model.randomMutations();
            storage.write(mutations);
            model.apply(mutations);
            if (step % 700 == 699) {
                storage.close();
                storage = reopen(storage);
            }

            Family family = model.randomFamily();
            byte[] from = model.randomKey();
            byte[] to = model.randomKey();
            assertThat(storage.get(family, from))
                    .as("seed %d, step %d", seed, step)
                    .isEqualTo(model.get(family, from));
            assertThat(StorageModel.scan(storage, family, from, to))
                    .as("seed %d, step %d", seed, step)
                    .isEqualTo(model.scan(family, from, to));
        }
        for (Family family : Family.values()) {
            assertThat(StorageModel.scan(storage, family, START, END))
                    .as("seed %d, family %s at the end", seed, family)
                    .isEqualTo(model.scan(family, START, END));
        }
    }

    @Test
    @DisplayName("readers on other threads see all of a write or nothing of it")
    void readersSeeAWriteWholeOrNotAtAll() throws InterruptedException, ExecutionException {
        int writes = 500;
        AtomicBoolean done = new AtomicBoolean();
        storage.write(sameEverywhere(0));
        try (ExecutorService readers = Executors.newFixedThreadPool(2)) {
            List<Future<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                results.add(readers.submit(() -> readUntil(done)));
            }
            try {
                for (int i = 1; i <= writes; i++) {
                    storage.write(sameEverywhere(i));
                }
            } finally {
                done.set(true);
            }
            for (Future<Integer> result : results) {
                assertThat(result.get()).isPositive();
            }
        }
        assertThat(value(Family.OUTBOX, "19")).isEqualTo(Integer.toString(writes));
    }

    /** Scans until told to stop and at least once; returns how many scans it made. */
    private int readUntil(AtomicBoolean done) {
        int scans = 0;
        int last = 0;
        do {
            List<String> values = new ArrayList<>();
            storage.scan(Family.OUTBOX, START, END, (key, value) -> values.add(text(value)));
            assertThat(values).hasSize(20);
            assertThat(values.stream().distinct()).as("values of one scan").hasSize(1);
            int seen = Integer.parseInt(values.getFirst());
            assertThat(seen).as("a later scan sees no earlier state").isGreaterThanOrEqualTo(last);
            last = seen;
            scans++;
        } while (!done.get());
        return scans;
    }

    private static List<Mutation> sameEverywhere(int number) {
        List<Mutation> mutations = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            mutations.add(put(Family.OUTBOX, Integer.toString(i), Integer.toString(number)));
        }
        return mutations;
    }

    private List<String> keys(Family family, byte[] from, byte[] to) {
        List<String> seen = new ArrayList<>();
        storage.scan(family, from, to, (key, value) -> seen.add(text(key)));
        return seen;
    }

    private @Nullable String value(Family family, String key) {
        byte[] value = storage.get(family, bytes(key));
        return value == null ? null : text(value);
    }

    /** A mutation that puts {@code value} in UTF-8. */
    protected static Mutation put(Family family, String key, String value) {
        return new Mutation(family, bytes(key), bytes(value));
    }

    /** A mutation that deletes. */
    protected static Mutation delete(Family family, String key) {
        return new Mutation(family, bytes(key), null);
    }

    /** The dump of the store. */
    protected static String dump(Storage storage) {
        StringBuilder out = new StringBuilder();
        try {
            StorageDump.write(storage, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
