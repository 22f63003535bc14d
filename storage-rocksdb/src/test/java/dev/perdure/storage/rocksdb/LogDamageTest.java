package dev.perdure.storage.rocksdb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Mutation;
import dev.perdure.engine.storage.Storage;
import dev.perdure.engine.storage.StoreRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** The logs are damaged as bytes on disk; what a store then says must be the truth or a refusal. */
class LogDamageTest {

    private static final int WRITES = 5;
    private static final Logger LOG = Logger.getLogger(RocksStorage.class.getPackageName());

    private final Path original;
    private final StoreCopy copy;

    /** Where each write ends in the log: before the first, after the first, and so on. */
    private final List<Integer> ends = new ArrayList<>();

    private RocksStorage storage;
    private String log = "";

    @BeforeAll
    static void keepOrdinaryMessagesOutOfTheOutput() {
        LOG.setLevel(Level.WARNING);
    }

    LogDamageTest(@TempDir Path temporary) {
        original = temporary.resolve("original");
        copy = new StoreCopy(temporary.resolve("copy"));
        storage = RocksStorage.open(original, RocksOptions.defaults());
    }

    @BeforeEach
    void writeSome() throws IOException {
        log = StoreCopy.names(original, ".log").getLast();
        ends.add(size(log));
        for (int number = 1; number <= WRITES; number++) {
            storage.write(write(number, 20));
            ends.add(size(log));
        }
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    @DisplayName("wherever the log is cut off, the writes that are whole are there and the cut one is not")
    void toleratesATornTail() throws IOException {
        for (int cut = ends.getFirst(); cut <= ends.getLast(); cut += 3) {
            copy.fillFrom(original);
            copy.write(log, Arrays.copyOf(copy.read(log), cut));

            int end = cut;
            int whole = (int) ends.stream().filter(e -> e <= end).count() - 1;
            assertThat(writesInCopy()).as("cut at byte %d", cut).isEqualTo(whole);
        }
    }

    @Test
    @DisplayName("a store with a torn tail takes new writes and opens again")
    void goesOnAfterATornTail() throws IOException {
        copy.fillFrom(original);
        copy.write(log, Arrays.copyOf(copy.read(log), ends.getLast() - 3));

        try (Storage reopened = copy.open()) {
            reopened.write(write(WRITES, 30));
        }

        assertThat(writesInCopy()).isEqualTo(WRITES);
    }

    @Test
    @DisplayName("each single damaged byte before the last write is refused, naming file and folder")
    void refusesDamageInTheMiddle() throws IOException {
        int lastWrite = ends.get(WRITES - 1);
        for (int at = 0; at < lastWrite; at++) {
            copy.fillFrom(original);
            byte[] bytes = copy.read(log);
            bytes[at] ^= (byte) (1 << (at % 8));
            copy.write(log, bytes);

            assertThatThrownBy(copy::open)
                    .as("byte %d of %d", at, bytes.length)
                    .isInstanceOf(StoreRefusedException.class)
                    .hasMessageContaining("The file " + copy.folder().resolve(log) + " is damaged at byte")
                    .hasMessageContaining("Restore the folder " + copy.folder() + " from a backup");
        }
    }

    @Test
    @DisplayName("a hole of zeros before the last write is refused")
    void refusesAHoleInTheMiddle() throws IOException {
        int lastWrite = ends.get(WRITES - 1);
        for (int from = ends.getFirst(); from < lastWrite; from += 3) {
            copy.fillFrom(original);
            byte[] bytes = copy.read(log);
            Arrays.fill(bytes, from, Math.min(from + 50, lastWrite), (byte) 0);
            copy.write(log, bytes);

            assertThatThrownBy(copy::open)
                    .as("zeros from byte %d", from)
                    .isInstanceOf(StoreRefusedException.class)
                    .hasMessageContaining("is damaged at byte");
        }
    }

    @Test
    @DisplayName("each damaged bit in the last write is refused with a way out, or dropped like a torn tail")
    void neverHalfOpensADamagedLastWrite() throws IOException {
        int lastWrite = ends.get(WRITES - 1);
        copy.fillFrom(original);
        byte[] whole = copy.read(log);
        int tolerated = 0;
        for (int bit = lastWrite * 8; bit < ends.getLast() * 8; bit++) {
            byte[] bytes = whole.clone();
            bytes[bit / 8] ^= (byte) (1 << (bit % 8));
            copy.write(log, bytes);

            Throwable thrown = catchThrowable(() -> copy.open().close());
            if (thrown == null) {
                assertThat(writesInCopy()).as("bit %d", bit).isEqualTo(WRITES - 1);
                copy.fillFrom(original);
                tolerated++;
            } else {
                assertThat(thrown)
                        .as("bit %d", bit)
                        .isInstanceOf(StoreRefusedException.class)
                        .hasMessageContaining("The file " + copy.folder().resolve(log) + " is damaged from byte "
                                + lastWrite + " to its end")
                        .hasMessageContaining("cut the file to " + lastWrite + " bytes");
            }
        }
        // A length that points behind the end of the file looks like a cut.
        assertThat(tolerated).isBetween(1, 16);
    }

    @Test
    @DisplayName("the way out of a damaged last write works")
    void opensAfterTheDamagedLastWriteWasCutOff() throws IOException {
        copy.fillFrom(original);
        byte[] bytes = copy.read(log);
        bytes[ends.getLast() - 1] ^= 1;
        copy.write(log, bytes);
        assertThatThrownBy(copy::open).isInstanceOf(StoreRefusedException.class);

        copy.write(log, Arrays.copyOf(bytes, ends.get(WRITES - 1)));

        assertThat(writesInCopy()).isEqualTo(WRITES - 1);
    }

    @Test
    @DisplayName("zeros from the end of a write to the end of the file are dropped like a torn tail")
    void toleratesZerosAtTheEnd() throws IOException {
        for (int extra : List.of(1, 6, 7, 100, 4_096, 40_000)) {
            copy.fillFrom(original);
            copy.write(log, Arrays.copyOf(copy.read(log), ends.getLast() + extra));

            assertThat(writesInCopy()).as("%d zeros", extra).isEqualTo(WRITES);
        }
    }

    @Test
    @DisplayName("a torn write of many blocks is dropped, whichever part of it is there")
    void dropsATornWriteOfManyBlocks() throws IOException {
        storage.write(write(WRITES + 1, 200_000));
        int end = size(log);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 20; i++) {
            int cut = random.nextInt(ends.getLast() + 1, end);
            copy.fillFrom(original);
            copy.write(log, Arrays.copyOf(copy.read(log), cut));

            assertThat(writesInCopy()).as("cut at byte %d", cut).isEqualTo(WRITES);
        }
    }

    @Test
    @DisplayName("damage in a write of many blocks that is not the last is refused")
    void refusesDamageInAWriteOfManyBlocks() throws IOException {
        storage.write(write(WRITES + 1, 200_000));
        int end = size(log);
        storage.write(write(WRITES + 2, 20));
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 20; i++) {
            int at = random.nextInt(ends.getLast(), end);
            copy.fillFrom(original);
            byte[] bytes = copy.read(log);
            Arrays.fill(bytes, at, Math.min(at + 4_096, end), (byte) 0);
            copy.write(log, bytes);

            assertThatThrownBy(copy::open)
                    .as("4 KiB of zeros from byte %d of %d", at, bytes.length)
                    .isInstanceOf(StoreRefusedException.class)
                    .hasMessageContaining("is damaged at byte");
        }
    }

    @Test
    @DisplayName("a log cut off or missing before the last log is refused")
    void refusesALossInAnEarlierLog() throws IOException, RocksDBException {
        // One family is written out to a file, which begins a log, while another still needs the log before.
        storage.close();
        String earlier;
        int middle;
        int end;
        try (StoreFolder folder = StoreFolder.open(original);
                Database database = Database.open(folder, RocksOptions.defaults());
                FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
            earlier = StoreCopy.names(original, ".log").getLast();
            put(database, WRITES + 1);
            middle = size(earlier);
            put(database, WRITES + 2);
            end = size(earlier);
            database.db().flush(flush, database.handle(Family.HISTORY));
            put(database, WRITES + 3);
            copy.fillFrom(original);
        }
        List<String> logs = StoreCopy.names(copy.folder(), ".log");
        assertThat(logs).hasSize(2).first().isEqualTo(earlier);
        byte[] whole = copy.read(earlier);
        StoreCopy damaged = new StoreCopy(copy.folder().resolveSibling("damaged"));

        for (int cut : List.of(0, middle - 1, middle, end - 1)) {
            damaged.fillFrom(copy.folder());
            damaged.write(earlier, Arrays.copyOf(whole, cut));
            assertThatThrownBy(damaged::open)
                    .as("%s cut at byte %d of %d", earlier, cut, end)
                    .isInstanceOf(StoreRefusedException.class)
                    .hasMessageContaining(damaged.folder().toString())
                    .hasMessageContaining("from a backup");
        }
        damaged.fillFrom(copy.folder());
        damaged.delete(earlier);
        assertThatThrownBy(damaged::open)
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("Missing WAL")
                .hasMessageContaining("restore the folder from a backup");
        assertThat(writesInCopy()).isEqualTo(WRITES + 3);
    }

    private static void put(Database database, int number) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            for (Mutation mutation : write(number, 20)) {
                batch.put(database.handle(mutation.family()), mutation.key(), mutation.value());
            }
            database.db().write(database.syncedWrites(), batch);
        }
    }

    /** How many of the writes 1, 2, 3 ... the copy holds: each whole, and none after the first that is missing. */
    private int writesInCopy() throws IOException {
        try (Storage reopened = copy.open()) {
            int whole = 0;
            while (isThere(reopened, whole + 1)) {
                whole++;
            }
            for (int number = whole + 1; number <= WRITES + 3; number++) {
                assertThat(reopened.get(Family.INSTANCE, key(number))).isNull();
                assertThat(reopened.get(Family.HISTORY, key(number))).isNull();
            }
            return whole;
        }
    }

    private static boolean isThere(Storage storage, int number) {
        byte[] first = storage.get(Family.INSTANCE, key(number));
        byte[] second = storage.get(Family.HISTORY, key(number));
        assertThat(first == null).as("half of write %d", number).isEqualTo(second == null);
        return first != null;
    }

    private static List<Mutation> write(int number, int bytes) {
        byte[] value = new byte[bytes];
        new SplittableRandom(number).nextBytes(value);
        return List.of(
                new Mutation(Family.INSTANCE, key(number), value), new Mutation(Family.HISTORY, key(number), value));
    }

    private static byte[] key(int number) {
        return Integer.toString(number).getBytes(US_ASCII);
    }

    private int size(String name) throws IOException {
        return Math.toIntExact(Files.size(original.resolve(name)));
    }
}
