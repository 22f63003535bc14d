package dev.perdure.benchmarks.client;

import com.sun.management.OperatingSystemMXBean;
import dev.perdure.benchmarks.Figures;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Puts callers on virtual threads before one endpoint of one host. Confined to one thread. */
final class Load {

    /** A small burst is repeated until this many calls were made, so that its p99 means something. */
    private static final int BURST_CALLS_MIN = 300;

    private final URI origin;
    private final Endpoint endpoint;
    private final VariantKind kind;

    Load(URI origin, Endpoint endpoint, VariantKind kind) {
        this.origin = origin;
        this.endpoint = endpoint;
        this.kind = kind;
    }

    /** What one round gave. Times in milliseconds. */
    record Result(
            double callsPerSecond,
            double p50,
            double p99,
            double max,
            long sockets,
            double cpuMicrosPerCall,
            int errors,
            @Nullable String firstError) {}

    /** Measured calls and what is counted about them. */
    private static final class Calls {
        final long[][] nanos;
        final AtomicInteger errors = new AtomicInteger();
        volatile @Nullable String firstError;

        Calls(int callers) {
            nanos = new long[callers][];
        }

        void failed(Exception e) {
            if (errors.getAndIncrement() == 0) {
                firstError = e.toString();
            }
        }
    }

    /**
     * {@code callers} calls at once by a client that has no connection yet; small bursts several times, each with a new
     * client. A call's time runs from the moment at which all were let go to its answer.
     */
    Result burst(int callers) throws IOException, InterruptedException {
        int times = Math.max(1, BURST_CALLS_MIN / callers);
        Calls calls = new Calls(times);
        long took = 0;
        long cpu = 0;
        long sockets = 0;
        for (int i = 0; i < times; i++) {
            try (Variant variant = kind.open(origin)) {
                long cpuBefore = cpuNanos();
                long began = System.nanoTime();
                calls.nanos[i] = burst(variant, callers, calls);
                took += System.nanoTime() - began;
                cpu += cpuNanos() - cpuBefore;
                sockets = Math.max(sockets, variant.sockets());
            }
        }
        return result(calls, took, cpu, sockets);
    }

    private long[] burst(Variant variant, int callers, Calls calls) throws InterruptedException {
        long[] nanos = new long[callers];
        long[] letGo = new long[1];
        CountDownLatch ready = new CountDownLatch(callers);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(callers);
        for (int i = 0; i < callers; i++) {
            int at = i;
            Thread.ofVirtual().name("burst-caller").start(() -> {
                try {
                    ready.countDown();
                    go.await();
                    variant.call(endpoint);
                } catch (IOException | InterruptedException | RuntimeException e) {
                    calls.failed(e);
                } finally {
                    nanos[at] = System.nanoTime() - letGo[0];
                    done.countDown();
                }
            });
        }
        ready.await();
        letGo[0] = System.nanoTime();
        go.countDown();
        done.await();
        return nanos;
    }

    /** {@code callers} that call one after another for the given time, after a little time that does not count. */
    Result loop(int callers, Duration warmUp, Duration time) throws IOException, InterruptedException {
        try (Variant variant = kind.open(origin)) {
            loop(variant, callers, warmUp);
            long cpuBefore = cpuNanos();
            long began = System.nanoTime();
            Calls calls = loop(variant, callers, time);
            return result(calls, System.nanoTime() - began, cpuNanos() - cpuBefore, variant.sockets());
        }
    }

    private Calls loop(Variant variant, int callers, Duration time) throws InterruptedException {
        Calls calls = new Calls(callers);
        CountDownLatch done = new CountDownLatch(callers);
        long end = System.nanoTime() + time.toNanos();
        for (int i = 0; i < callers; i++) {
            int at = i;
            Thread.ofVirtual().name("loop-caller").start(() -> {
                long[] nanos = new long[256];
                int count = 0;
                long now = System.nanoTime();
                while (now - end < 0) {
                    long began = now;
                    try {
                        variant.call(endpoint);
                    } catch (IOException | InterruptedException | RuntimeException e) {
                        calls.failed(e);
                    }
                    now = System.nanoTime();
                    if (count == nanos.length) {
                        nanos = Arrays.copyOf(nanos, 2 * count);
                    }
                    nanos[count++] = now - began;
                }
                calls.nanos[at] = Arrays.copyOf(nanos, count);
                done.countDown();
            });
        }
        done.await();
        return calls;
    }

    private static Result result(Calls calls, long tookNanos, long cpuNanos, long sockets) {
        double[] millis = Arrays.stream(calls.nanos)
                .flatMapToLong(Arrays::stream)
                .mapToDouble(n -> n / 1e6)
                .toArray();
        return new Result(
                (millis.length - calls.errors.get()) / (tookNanos / 1e9),
                Figures.median(millis),
                Figures.quantile(millis, 0.99),
                Figures.quantile(millis, 1),
                sockets,
                cpuNanos / 1e3 / millis.length,
                calls.errors.get(),
                calls.firstError);
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
