package dev.perdure.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Mutation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Inspects logs that RocksDB itself has written: also of versions to come, this is where a new format shows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogInspectionTest {

    private static final int WRITES = 40;

    private final List<Integer> ends = new ArrayList<>();
    private final Path damaged;
    private final byte[] log;

    LogInspectionTest(@TempDir Path temporary) throws IOException {
        Path folder = temporary.resolve("store");
        SplittableRandom random = new SplittableRandom(11);
        try (RocksStorage storage = RocksStorage.open(folder, RocksOptions.defaults())) {
            Path file = folder.resolve(StoreCopy.names(folder, ".log").getLast());
            ends.add(Math.toIntExact(Files.size(file)));
            for (int number = 1; number <= WRITES; number++) {
                byte[] value = new byte[random.nextInt(number % 5 == 0 ? 150_000 : 2_000)];
                random.nextBytes(value);
                storage.write(List.of(new Mutation(Family.META, new byte[] {(byte) number}, value)));
                ends.add(Math.toIntExact(Files.size(file)));
            }
            log = Files.readAllBytes(file);
        }
        damaged = temporary.resolve("damaged.log");
    }

    @Test
    void findsEveryWriteWhole() throws IOException {
        assertThat(inspect(log)).isInstanceOf(LogFinding.Whole.class);
        assertThat(inspect(new byte[0])).isInstanceOf(LogFinding.Whole.class);
    }

    @Test
    void findsATornTailWithTheEndOfTheLastWholeWrite() throws IOException {
        SplittableRandom random = new SplittableRandom(12);
        for (int i = 0; i < 300; i++) {
            int cut = random.nextInt(log.length);
            int wholeUpTo = ends.stream().filter(end -> end <= cut).reduce(0, Math::max);

            LogFinding expected =
                    wholeUpTo == cut ? new LogFinding.Whole() : new LogFinding.TornTail(damaged, wholeUpTo, cut);
            assertThat(inspect(Arrays.copyOf(log, cut)))
                    .as("cut at byte %d", cut)
                    .isEqualTo(expected);
        }
    }

    @Test
    void tellsADamagedLastWriteFromACutOne() throws IOException {
        int lastWrite = ends.get(WRITES - 1);
        byte[] damagedAtItsEnd = log.clone();
        damagedAtItsEnd[log.length - 1] ^= 1;
        byte[] zeroedFromItsBeginning = log.clone();
        Arrays.fill(zeroedFromItsBeginning, lastWrite, log.length, (byte) 0);

        assertThat(inspect(damagedAtItsEnd)).isEqualTo(new LogFinding.DamagedTail(damaged, lastWrite));
        assertThat(inspect(zeroedFromItsBeginning)).isEqualTo(new LogFinding.TornTail(damaged, lastWrite, log.length));
    }

    @Test
    void findsDamageBeforeALaterWrite() throws IOException {
        SplittableRandom random = new SplittableRandom(13);
        int lastWrite = ends.get(WRITES - 1);
        for (int i = 0; i < 300; i++) {
            int at = random.nextInt(lastWrite - 1_000);
            byte[] bytes = log.clone();
            int length = random.nextInt(1, 1_000);
            for (int j = at; j < at + length; j++) {
                bytes[j] = (byte) (i % 2 == 0 ? 0 : random.nextInt(256));
            }

            // A change of padding alone is none.
            if (!paddingOnly(at, length)) {
                assertThat(inspect(bytes))
                        .as("%d bytes from %d", length, at)
                        .isInstanceOfSatisfying(LogFinding.DamagedInTheMiddle.class, damage -> {
                            assertThat(damage.at()).isLessThan(at + length);
                            assertThat(damage.nextWriteAt()).isGreaterThan(damage.at());
                            assertThat(ends).contains(Math.toIntExact(damage.nextWriteAt()));
                        });
            }
        }
    }

    private static boolean paddingOnly(int at, int length) {
        return at % 32_768 + length > 32_768 - 7 && length < 7;
    }

    private LogFinding inspect(byte[] bytes) throws IOException {
        Files.write(damaged, bytes);
        return LogInspection.inspect(damaged);
    }
}
