package dev.perdure.benchmarks.engine;

import dev.perdure.benchmarks.Compilers;

/** Lets a new hub work until its compilers rest. Stateless. */
final class WarmUp {

    private static final int CALLERS = 64;
    private static final long SLICE_NANOS = 2_000_000_000L;
    /** Longer than this nothing is waited for. */
    private static final long NANOS_MAX = 90_000_000_000L;
    /** Of one processor, over a slice; less than this is compiled at any time. */
    private static final double REST_PERCENT = 8;

    private WarmUp() {}

    /** Runs sequences of so many steps, for {@code nanosMin} at least. */
    static void run(MeasuredHub hub, long nanosMin, String steps) throws InterruptedException {
        Compilers compilers = new Compilers(hub.processes());
        long began = System.nanoTime();
        boolean rests = false;
        while (System.nanoTime() - began < nanosMin || !(rests || System.nanoTime() - began > NANOS_MAX)) {
            double[] unused = Callers.runFor(hub, CALLERS, SLICE_NANOS, Programs.SEQUENCE, steps);
            rests = compilers.percent() < REST_PERCENT;
        }
    }
}
