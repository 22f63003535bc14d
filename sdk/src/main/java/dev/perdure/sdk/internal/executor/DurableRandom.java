package dev.perdure.sdk.internal.executor;

import dev.perdure.core.protocol.OrchestrationInstance;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.random.RandomGenerator;

/**
 * Random numbers that come out the same in each replay: SplitMix64 from a seed that the history holds. Written out here, as
 * histories outlive Java releases. Confined to the orchestrator's thread.
 */
final class DurableRandom implements RandomGenerator {

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
    private static final double UNIT = 0x1.0p-53;

    private final OrchestratorRun run;
    private long state;

    DurableRandom(OrchestratorRun run) {
        this.run = run;
        this.state = run.seed();
    }

    /**
     * The seed of an execution.
     *
     * @param started as the history names it: a rewound execution has another id, but the history it had
     */
    static long seed(OrchestrationInstance started) {
        try {
            String name =
                    started.getInstanceId() + "/" + started.getExecutionId().getValue();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256.", e);
        }
    }

    /** A number from 0 to 1, below 1, for one task. Takes nothing from any generator. */
    static double chance(long seed, int taskId) {
        return (mixed(~seed + taskId * GOLDEN_GAMMA) >>> 11) * UNIT;
    }

    @Override
    public long nextLong() {
        run.live().requireOwnThread();
        state += GOLDEN_GAMMA;
        return mixed(state);
    }

    private static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
