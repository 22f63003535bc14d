package dev.perdure.examples.demo;

import dev.perdure.examples.demo.ledger.Start;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the client knows of the orders under way.
 *
 * <p>Thread-safe.
 */
final class Flight {

    /** One call that starts an order, with the times of {@link System#nanoTime()}. */
    record StartCall(long beganNanos, long endedNanos) {

        long nanos() {
            return endedNanos - beganNanos;
        }
    }

    /** One burst of simultaneous starts. */
    record Burst(int starts, long beganNanos, long endedNanos) {}

    /** The time without a host, by {@link System#nanoTime()}. */
    record Gap(long beganNanos, long endedNanos) {

        boolean overlaps(long began, long ended) {
            return began <= endedNanos && ended >= beganNanos;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Start> starts = new ArrayList<>();
    private final List<StartCall> calls = new ArrayList<>();
    private final List<Burst> bursts = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private int finished;

    void acknowledged(Start start, StartCall call) {
        lock.lock();
        try {
            starts.add(start);
            calls.add(call);
        } finally {
            lock.unlock();
        }
    }

    void finished() {
        lock.lock();
        try {
            finished++;
        } finally {
            lock.unlock();
        }
    }

    void burst(Burst burst) {
        lock.lock();
        try {
            bursts.add(burst);
        } finally {
            lock.unlock();
        }
    }

    void gap(Gap gap) {
        lock.lock();
        try {
            gaps.add(gap);
        } finally {
            lock.unlock();
        }
    }

    /** Notes something that must not happen in a run; it will fail. */
    void problem(String text) {
        lock.lock();
        try {
            problems.add(text);
        } finally {
            lock.unlock();
        }
    }

    int acknowledgedCount() {
        lock.lock();
        try {
            return starts.size();
        } finally {
            lock.unlock();
        }
    }

    int finishedCount() {
        lock.lock();
        try {
            return finished;
        } finally {
            lock.unlock();
        }
    }

    List<String> problems() {
        lock.lock();
        try {
            return List.copyOf(problems);
        } finally {
            lock.unlock();
        }
    }

    /** The speed of all starts, the wait for the host's return included. */
    StartSpeed speed() {
        lock.lock();
        try {
            return StartSpeed.of(calls, bursts);
        } finally {
            lock.unlock();
        }
    }

    /** The speed of the starts and bursts that no outage touched. */
    StartSpeed speedOutsideGaps() {
        lock.lock();
        try {
            return StartSpeed.of(
                    calls.stream()
                            .filter(call -> untouched(call.beganNanos(), call.endedNanos()))
                            .toList(),
                    bursts.stream()
                            .filter(burst -> untouched(burst.beganNanos(), burst.endedNanos()))
                            .toList());
        } finally {
            lock.unlock();
        }
    }

    private boolean untouched(long beganNanos, long endedNanos) {
        return gaps.stream().noneMatch(gap -> gap.overlaps(beganNanos, endedNanos));
    }
}
