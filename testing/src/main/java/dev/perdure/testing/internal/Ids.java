package dev.perdure.testing.internal;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Where execution ids come from: of each request the same, however often it is made again after crashes. Confined to one
 * thread.
 */
final class Ids implements RandomGenerator {

    private SplittableRandom random = new SplittableRandom(0);

    void begin(long request) {
        random = new SplittableRandom(request);
    }

    @Override
    public long nextLong() {
        return random.nextLong();
    }
}
