package dev.perdure.benchmarks.client;

import dev.perdure.client.DurableClient;
import dev.perdure.client.DurableClientException;
import dev.perdure.client.StartOptions;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Callers that start an instance and read its status, again and again, each on a virtual thread. Thread-safe. */
final class KillsCallers {

    private static final long PAUSE_MILLIS = 100;

    private final DurableClient client;
    private final int count;
    private final CountDownLatch left;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final LongAdder reads = new LongAdder();
    private final AtomicLong longestNanos = new AtomicLong();
    private volatile boolean ending;

    KillsCallers(DurableClient client, int count) {
        this.client = client;
        this.count = count;
        this.left = new CountDownLatch(count);
    }

    void start() {
        for (int i = 0; i < count; i++) {
            Thread.ofVirtual().name("kills-caller-" + i).start(this::callUntilTheEnd);
        }
    }

    /** Waits until every caller has its last answer. */
    void end() throws InterruptedException {
        ending = true;
        left.await();
    }

    private void callUntilTheEnd() {
        try {
            while (!ending) {
                String id = UUID.randomUUID().toString();
                timed("start of " + id, () -> {
                    client.start(
                            Endpoint.ORCHESTRATOR, id, StartOptions.defaults().instanceId(id));
                    acknowledged.add(id);
                });
                if (acknowledged.contains(id)) {
                    timed("status of " + id, () -> {
                        reads.increment();
                        if (client.status(id).isEmpty()) {
                            failures.add(id + " was acknowledged, and a moment later it was not there");
                        }
                    });
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            left.countDown();
        }
    }

    private void timed(String what, Runnable call) {
        long began = System.nanoTime();
        try {
            call.run();
        } catch (DurableClientException e) {
            failures.add(what + ": " + e);
        }
        longestNanos.accumulateAndGet(System.nanoTime() - began, Math::max);
    }

    Set<String> acknowledged() {
        return acknowledged;
    }

    Queue<String> failures() {
        return failures;
    }

    long reads() {
        return reads.sum();
    }

    double longestSeconds() {
        return longestNanos.get() / 1e9;
    }
}
