package dev.perdure.engine;

import dev.perdure.core.RuntimeStatus;
import java.time.Duration;
import java.util.Map;

/**
 * The settings of an engine. None of them is an input of the state machine: two engines with different options fed the
 * same commands reach the same state.
 *
 * @param partitions how many partitions a new store gets, 1 to 1,024; an existing store keeps its own number
 * @param inboxLimit outside commands that may wait per partition before new ones are refused
 * @param turnLease how long a remote worker may take over one turn
 * @param activityLease how long a remote worker may take over one activity
 * @param keyRetention how long an idempotency key is remembered
 * @param cachedInstances instances held decoded in memory, per partition
 * @param retention by status in which an instance has ended: how long after that it is purged; absent: never
 * @param deliveriesMax how often a turn or activity is delivered and lost (its worker gone, its lease run out) before it
 *     is given up and fails
 */
public record EngineOptions(
        int partitions,
        int inboxLimit,
        Duration turnLease,
        Duration activityLease,
        Duration keyRetention,
        int cachedInstances,
        Map<RuntimeStatus, Duration> retention,
        int deliveriesMax) {

    private static final int DELIVERIES = 20;

    public EngineOptions {
        requireRange("partitions", partitions, 1, 1_024);
        requireRange("inboxLimit", inboxLimit, 1, 10_000_000);
        requireRange("cachedInstances", cachedInstances, 1, 10_000_000);
        requireRange("deliveriesMax", deliveriesMax, 1, 1_000_000);
        requirePositive("turnLease", turnLease);
        requirePositive("activityLease", activityLease);
        requirePositive("keyRetention", keyRetention);
        retention = Map.copyOf(retention);
        retention.forEach((status, duration) -> {
            requirePositive("retention of " + status.wireName(), duration);
            if (!status.isTerminal()) {
                throw new IllegalArgumentException("An instance that is " + status.wireName()
                        + " has not ended: retention is for Completed, Failed, Terminated and Canceled.");
            }
        });
    }

    /** Options under which a turn or activity is given up after 20 lost deliveries. */
    public EngineOptions(
            int partitions,
            int inboxLimit,
            Duration turnLease,
            Duration activityLease,
            Duration keyRetention,
            int cachedInstances,
            Map<RuntimeStatus, Duration> retention) {
        this(partitions, inboxLimit, turnLease, activityLease, keyRetention, cachedInstances, retention, DELIVERIES);
    }

    /** Those under which, besides, nothing is purged by itself. */
    public EngineOptions(
            int partitions,
            int inboxLimit,
            Duration turnLease,
            Duration activityLease,
            Duration keyRetention,
            int cachedInstances) {
        this(partitions, inboxLimit, turnLease, activityLease, keyRetention, cachedInstances, Map.of());
    }

    /** 4 partitions, 10,000 commands, 2 minutes a turn, 30 minutes an activity, keys for 15 minutes. */
    public static EngineOptions defaults() {
        return new EngineOptions(
                4, 10_000, Duration.ofMinutes(2), Duration.ofMinutes(30), Duration.ofMinutes(15), 20_000);
    }

    private static void requireRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + ", not " + value + ".");
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " must be longer than zero, not " + value + ".");
        }
    }
}
