package dev.perdure.sdk.internal.worker;

import dev.perdure.core.data.DataConverter;
import dev.perdure.sdk.internal.executor.Unloading;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The settings of a worker. Immutable.
 *
 * @param converter how values become payloads
 * @param maxActivities activities that run at once, 1 to 100,000
 * @param maxTurns turns under way at once, 1 to 100,000
 * @param maxEntities batches of entities' operations that run at once, 1 to 100,000
 * @param maxLive orchestrators kept live, 0 to 10,000,000
 * @param drain how long close waits for running work
 * @param resultRetry how long the result of an activity is sent again and again while the host does not take it
 * @param unloading how parked orchestrators are let go
 * @param random source of the worker's id, answer ids and jitter; need not be thread-safe
 */
public record WorkerSettings(
        DataConverter converter,
        int maxActivities,
        int maxTurns,
        int maxEntities,
        int maxLive,
        Duration drain,
        Duration resultRetry,
        Unloading unloading,
        RandomGenerator random) {

    /** The greatest limit of what runs at once. */
    public static final int CONCURRENT_MAX = 100_000;

    private static final int LIVE_MAX = 10_000_000;

    public WorkerSettings {
        converter = LimitedConverter.over(Objects.requireNonNull(converter, "converter"));
        requireRange("maxConcurrentActivities", maxActivities, 1, CONCURRENT_MAX);
        requireRange("maxConcurrentTurns", maxTurns, 1, CONCURRENT_MAX);
        requireRange("maxConcurrentEntities", maxEntities, 1, CONCURRENT_MAX);
        requireRange("maxLiveOrchestrators", maxLive, 0, LIVE_MAX);
        if (drain.isNegative()) {
            throw new IllegalArgumentException("drain must not be negative, but is " + drain + ".");
        }
    }

    /** The defaults, with a randomly seeded generator. */
    public static WorkerSettings defaults() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(new SecureRandom().nextLong());
        return new WorkerSettings(
                DataConverter.jackson(),
                1_000,
                20,
                100,
                10_000,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Unloading.ofThisProcess(),
                random);
    }

    public WorkerSettings withConverter(DataConverter value) {
        return new WorkerSettings(
                value, maxActivities, maxTurns, maxEntities, maxLive, drain, resultRetry, unloading, random);
    }

    public WorkerSettings withMaxActivities(int value) {
        return new WorkerSettings(
                converter, value, maxTurns, maxEntities, maxLive, drain, resultRetry, unloading, random);
    }

    public WorkerSettings withMaxTurns(int value) {
        return new WorkerSettings(
                converter, maxActivities, value, maxEntities, maxLive, drain, resultRetry, unloading, random);
    }

    public WorkerSettings withMaxEntities(int value) {
        return new WorkerSettings(
                converter, maxActivities, maxTurns, value, maxLive, drain, resultRetry, unloading, random);
    }

    public WorkerSettings withMaxLive(int value) {
        return new WorkerSettings(
                converter, maxActivities, maxTurns, maxEntities, value, drain, resultRetry, unloading, random);
    }

    public WorkerSettings withDrain(Duration value) {
        return new WorkerSettings(
                converter, maxActivities, maxTurns, maxEntities, maxLive, value, resultRetry, unloading, random);
    }

    public WorkerSettings withResultRetry(Duration value) {
        return new WorkerSettings(
                converter, maxActivities, maxTurns, maxEntities, maxLive, drain, value, unloading, random);
    }

    public WorkerSettings withUnloading(Unloading value) {
        return new WorkerSettings(
                converter, maxActivities, maxTurns, maxEntities, maxLive, drain, resultRetry, value, random);
    }

    public WorkerSettings withRandom(RandomGenerator value) {
        return new WorkerSettings(
                converter, maxActivities, maxTurns, maxEntities, maxLive, drain, resultRetry, unloading, value);
    }

    private static void requireRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + ", not " + value + ".");
        }
    }
}
