package dev.perdure.client.waiting;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perdure.client.HostUnavailableException;
import dev.perdure.client.spi.TransportResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The host's side of the long poll in a few lines, with faults: it may forget the session, refuse, lose a question before
 * it arrives or the answer after it was given, and change the order in which two questions arrive. Thread-safe.
 */
final class FakePollHost implements LongPoll.Polls {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final SplittableRandom random;
    private final int faultsPerHundred;
    private final Set<String> watched = new HashSet<>();
    private final Set<String> endedInstances = new HashSet<>();
    private boolean known;
    private long lastNumber;
    private long polls;
    final AtomicInteger underWay = new AtomicInteger();
    final AtomicInteger mostUnderWay = new AtomicInteger();
    final AtomicInteger questions = new AtomicInteger();

    FakePollHost(long seed, int faultsPerHundred) {
        this.random = new SplittableRandom(seed);
        this.faultsPerHundred = faultsPerHundred;
    }

    void end(String instanceId) {
        lock.lock();
        try {
            endedInstances.add(instanceId);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void forgetSession() {
        lock.lock();
        try {
            known = false;
            watched.clear();
            polls++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    Set<String> watched() {
        lock.lock();
        try {
            return new TreeSet<>(watched);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public TransportResponse send(byte[] body, Duration hold) {
        mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        questions.incrementAndGet();
        if (isLate()) {
            LockSupport.parkNanos(300_000);
        }
        lock.lock();
        try {
            if (isFault()) {
                throw new HostUnavailableException("lost on the way there", new IOException("reset"));
            }
            if (isFault()) {
                forgetSession();
            }
            if (isFault()) {
                return perdure(503, "{}");
            }
            TransportResponse answer = answer(new ObjectMapper().readTree(body), hold);
            if (isFault()) {
                throw new HostUnavailableException("lost on the way back", new IOException("reset"));
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            lock.unlock();
            underWay.decrementAndGet();
        }
    }

    private TransportResponse answer(JsonNode question, Duration hold) throws InterruptedException {
        boolean full = question.path("full").booleanValue();
        long number = question.path("number").longValue();
        if ((!known && !full) || number <= lastNumber) {
            return perdure(410, "{}");
        }
        known = true;
        lastNumber = number;
        if (full) {
            watched.clear();
        }
        question.path("drop").forEach(id -> watched.remove(id.asText()));
        question.path("completion").forEach(id -> watched.add(id.asText()));
        long mine = ++polls;
        changed.signalAll();
        long left = hold.toNanos();
        while (mine == polls && ready().isEmpty() && left > 0) {
            left = changed.awaitNanos(left);
        }
        Set<String> ready = mine == polls ? ready() : Set.of();
        return perdure(
                200,
                "{\"ended\":["
                        + String.join(
                                ",", ready.stream().map(id -> '"' + id + '"').toList())
                        + "],\"started\":[],\"missing\":[]}");
    }

    private Set<String> ready() {
        Set<String> ready = new TreeSet<>(watched);
        ready.retainAll(endedInstances);
        return ready;
    }

    /** Whether others may overtake a question. */
    private boolean isLate() {
        lock.lock();
        try {
            return isFault();
        } finally {
            lock.unlock();
        }
    }

    private boolean isFault() {
        return random.nextInt(100) < faultsPerHundred;
    }

    private static TransportResponse perdure(int status, String body) {
        return TransportResponse.of(
                status, Map.of("Perdure-Version", "0.1"), body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
