package dev.perdure.simulator;

import dev.perdure.simulator.report.Fault;
import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Which faults a seed has, and how often: about half of all kinds, each rare or frequent. Confined to one thread. */
final class FaultPlan {

    private final RandomGenerator random;
    private final Map<Fault, Integer> perMille = new EnumMap<>(Fault.class);
    private boolean over;

    FaultPlan(RandomGenerator random) {
        this.random = random;
        for (Fault fault : Fault.values()) {
            if (random.nextInt(5) < 3) {
                perMille.put(fault, base(fault) * (1 + random.nextInt(4)));
            }
        }
    }

    /** Out of a thousand occasions, at the least. */
    private static int base(Fault fault) {
        return switch (fault) {
            case CRASH_LOST, CRASH_KEPT -> 8;
            case SYNC_LOST, SYNC_KEPT, DISK_FULL -> 3;
            case DISK_SLOW -> 5;
            case MESSAGE_LATE, MESSAGE_TWICE, MESSAGE_LOST -> 10;
            case WORKER_GONE -> 6;
            case ANSWER_LATE, ANSWER_TWICE -> 20;
            case CLOCK_FORWARD, CLOCK_BACK -> 3;
            case REPLY_LOST -> 50;
            case OTHER_CODE -> 3;
        };
    }

    /** Whether the fault happens on this occasion. */
    boolean strikes(Fault fault) {
        Integer often = perMille.get(fault);
        return often != null && !over && random.nextInt(1_000) < often;
    }

    /** No more faults. */
    void end() {
        over = true;
    }
}
