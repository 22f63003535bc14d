package dev.perdure.storage.rocksdb;

import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Mutation;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Measures synced writes: batches of 1, 64 and 512 mutations of 200 bytes, one writer. Not a test: run its main with an
 * empty folder on the disk to be measured and the seconds per size.
 */
final class WriteBenchmark {

    private static final int VALUE_BYTES = 200;

    private WriteBenchmark() {}

    public static void main(String[] args) {
        Path folder = Path.of(args[0]);
        long nanos = (long) (Double.parseDouble(args[1]) * 1e9);
        long beforeOpen = System.nanoTime();
        try (RocksStorage storage = RocksStorage.open(folder, RocksOptions.defaults())) {
            System.out.printf(Locale.ROOT, "opened in %d ms%n", (System.nanoTime() - beforeOpen) / 1_000_000);
            SplittableRandom random = new SplittableRandom(1);
            measure(storage, random, 64, nanos / 2, false);
            for (int size : new int[] {1, 64, 512}) {
                measure(storage, random, size, nanos, true);
            }
            measureReads(storage, random);
        }
    }

    private static void measure(RocksStorage storage, SplittableRandom random, int size, long nanosMax, boolean print) {
        List<Long> times = new ArrayList<>();
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanosMax) {
            List<Mutation> mutations = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                byte[] value = new byte[VALUE_BYTES];
                random.nextBytes(value);
                mutations.add(new Mutation(Family.HISTORY, key(random), value));
            }
            long before = System.nanoTime();
            storage.write(mutations);
            times.add(System.nanoTime() - before);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (print) {
            long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
            System.out.printf(
                    Locale.ROOT,
                    "%3d mutations a write: %,8.0f writes/s, %,9.0f mutations/s, p50 %.2f ms, p99 %.2f ms%n",
                    size,
                    times.size() / seconds,
                    times.size() * size / seconds,
                    sorted[sorted.length / 2] / 1e6,
                    sorted[sorted.length * 99 / 100] / 1e6);
        }
    }

    private static void measureReads(RocksStorage storage, SplittableRandom random) {
        int reads = 200_000;
        int found = 0;
        long start = System.nanoTime();
        for (int i = 0; i < reads; i++) {
            if (storage.get(Family.HISTORY, key(random)) != null) {
                found++;
            }
        }
        double micros = (System.nanoTime() - start) / 1e3;
        int[] scanned = new int[1];
        long scanStart = System.nanoTime();
        byte[] end = new byte[9];
        Arrays.fill(end, (byte) 0xff);
        storage.scan(Family.HISTORY, new byte[0], end, (key, value) -> ++scanned[0] < 500_000);
        double scanMicros = (System.nanoTime() - scanStart) / 1e3;
        System.out.printf(
                Locale.ROOT,
                "%,d gets (%d%% found): %.1f microseconds each; scan of %,d entries: %.2f microseconds each%n",
                reads,
                100L * found / reads,
                micros / reads,
                scanned[0],
                scanMicros / scanned[0]);
    }

    private static byte[] key(SplittableRandom random) {
        return ByteBuffer.allocate(8).putLong(random.nextLong(1_000_000)).array();
    }
}
