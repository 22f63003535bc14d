package dev.perdure.examples.demo;

import java.util.List;

/**
 * How fast starts were. Immutable.
 *
 * @param calls how many calls this is about
 * @param perSecond acknowledged starts per second, over the time in which bursts were under way; 0 if there was none
 * @param p50Millis half of the calls took no longer
 * @param p99Millis 99 of 100 calls took no longer
 */
record StartSpeed(int calls, double perSecond, double p50Millis, double p99Millis) {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    static StartSpeed of(List<Flight.StartCall> calls, List<Flight.Burst> bursts) {
        long[] nanos =
                calls.stream().mapToLong(Flight.StartCall::nanos).sorted().toArray();
        long started = bursts.stream().mapToLong(Flight.Burst::starts).sum();
        long busyNanos = bursts.stream()
                .mapToLong(burst -> burst.endedNanos() - burst.beganNanos())
                .sum();
        return new StartSpeed(
                nanos.length,
                busyNanos == 0 ? 0 : started * NANOS_PER_SECOND / busyNanos,
                percentile(nanos, 50) / NANOS_PER_MILLI,
                percentile(nanos, 99) / NANOS_PER_MILLI);
    }

    /** The smallest value that {@code percent} of 100 values do not exceed; 0 if there are none. */
    private static long percentile(long[] sorted, int percent) {
        if (sorted.length == 0) {
            return 0;
        }
        int rank = Math.ceilDiv(sorted.length * percent, 100);
        return sorted[Math.max(0, rank - 1)];
    }
}
