package dev.perdure.benchmarks.engine;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.engine.InstanceView;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongPredicate;

/** Callers that run one orchestration after the other. Stateless. */
final class Callers {

    private Callers() {}

    /** Keeps this many orchestrations going for the time; returns how long each took, in milliseconds. */
    static double[] runFor(MeasuredHub hub, int callers, long nanos, String orchestrator, String input)
            throws InterruptedException {
        long end = System.nanoTime() + nanos;
        return runWhile(hub, callers, now -> now < end, orchestrator, input);
    }

    /** Keeps this many orchestrations going until told to stop. */
    static double[] runUntil(MeasuredHub hub, int callers, AtomicBoolean stopped, String orchestrator, String input)
            throws InterruptedException {
        return runWhile(hub, callers, now -> !stopped.get(), orchestrator, input);
    }

    private static double[] runWhile(
            MeasuredHub hub, int callers, LongPredicate goesOn, String orchestrator, String input)
            throws InterruptedException {
        ConcurrentLinkedQueue<Double> millis = new ConcurrentLinkedQueue<>();
        CountDownLatch left = new CountDownLatch(callers);
        for (int i = 0; i < callers; i++) {
            Thread.ofVirtual().start(() -> {
                try {
                    long start = System.nanoTime();
                    while (goesOn.test(start)) {
                        hub.run(orchestrator, input).join();
                        long end = System.nanoTime();
                        millis.add((end - start) / 1e6);
                        start = end;
                    }
                } finally {
                    left.countDown();
                }
            });
        }
        left.await();
        return millis.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Throws unless it is Completed: a figure about work that failed would be none. */
    static void completed(InstanceView view) {
        if (view.status() != RuntimeStatus.COMPLETED) {
            throw new IllegalStateException("Instance " + view.instanceId() + " ended as "
                    + view.status().wireName() + ".");
        }
    }
}
