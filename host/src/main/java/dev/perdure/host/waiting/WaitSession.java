package dev.perdure.host.waiting;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.perdure.engine.InstanceView;
import dev.perdure.engine.WaitCondition;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one client waits for. Each instance waited for is one future of the engine, so that a poll costs what is new and
 * what is ready, not what is waited for.
 *
 * <p>Thread-safe.
 */
final class WaitSession {

    /** After the first ready instance a poll stays this long for others that end at the same time. */
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Watcher watcher;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock, with all that is in them.
    private final Waits completions = new Waits(WaitCondition.COMPLETED);
    private final Waits starts = new Waits(WaitCondition.STARTED);
    private final Set<String> missing = new LinkedHashSet<>();

    /** One wait in the engine. */
    private static final class Wait {
        final CompletableFuture<Optional<InstanceView>> future;

        Wait(CompletableFuture<Optional<InstanceView>> future) {
            this.future = future;
        }
    }

    /** The waits for one condition, and the instances that have met it. */
    private static final class Waits {
        final WaitCondition condition;
        final Map<String, Wait> open = new HashMap<>();
        final Set<String> met = new LinkedHashSet<>();

        Waits(WaitCondition condition) {
            this.condition = condition;
        }

        void forget(String instanceId) {
            Wait wait = open.remove(instanceId);
            if (wait != null) {
                wait.future.cancel(false);
            }
            met.remove(instanceId);
        }

        void forgetAll() {
            open.values().forEach(wait -> wait.future.cancel(false));
            open.clear();
            met.clear();
        }
    }

    @GuardedBy("lock")
    private long polls;

    @GuardedBy("lock")
    private long lastNumber;

    private final AtomicInteger pollsUnderWay = new AtomicInteger();

    @GuardedBy("lock")
    private boolean over;

    private volatile long lastUsedNanos;

    /** Starts a wait in the engine. */
    @FunctionalInterface
    interface Watcher {
        CompletableFuture<Optional<InstanceView>> watch(String instanceId, WaitCondition condition);
    }

    WaitSession(Watcher watcher, long nowNanos) {
        this.watcher = watcher;
        this.lastUsedNanos = nowNanos;
    }

    /** What became of a question. */
    enum Taken {
        YES,
        /** A later one was here first: what this one says may be out of date. */
        OVERTAKEN,
        /** The session would wait for too much. */
        TOO_MANY
    }

    /** Takes a question in, wholly or not at all. */
    Taken take(WaitQuestion question, int idsMax) {
        lock.lock();
        try {
            if (question.number() > 0) {
                if (question.number() <= lastNumber) {
                    return Taken.OVERTAKEN;
                }
                lastNumber = question.number();
            }
            if (kept(question) + question.completion().size() + question.start().size() > idsMax) {
                return Taken.TOO_MANY;
            }
            if (question.full()) {
                forgetAll();
            }
            question.drop().forEach(this::forget);
            question.completion().forEach(id -> watch(completions, id));
            question.start().forEach(id -> watch(starts, id));
            return Taken.YES;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until something is ready, the time is over, a newer poll comes or the session ends. Answers with what is
     * ready, unless a newer poll will.
     */
    WaitAnswer.Ready await(Duration timeout) throws InterruptedException {
        pollsUnderWay.incrementAndGet();
        lock.lock();
        try {
            long mine = ++polls;
            changed.signalAll();
            long left = timeout.toNanos();
            while (isNothingReady() && mine == polls && !over && left > 0) {
                left = changed.awaitNanos(left);
                if (!isNothingReady()) {
                    left = 0;
                    gather(mine);
                }
            }
            return mine == polls
                    ? new WaitAnswer.Ready(List.copyOf(completions.met), List.copyOf(starts.met), List.copyOf(missing))
                    : new WaitAnswer.Ready(List.of(), List.of(), List.of());
        } finally {
            lock.unlock();
            pollsUnderWay.decrementAndGet();
        }
    }

    /** Answers the polls under way and forgets everything. */
    void end() {
        lock.lock();
        try {
            over = true;
            forgetAll();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How many waits it has. */
    int size() {
        lock.lock();
        try {
            return sizeNow();
        } finally {
            lock.unlock();
        }
    }

    void usedAt(long nowNanos) {
        lastUsedNanos = nowNanos;
    }

    boolean isUnusedFor(long nanos, long nowNanos) {
        return pollsUnderWay.get() == 0 && nowNanos - lastUsedNanos > nanos;
    }

    private long kept(WaitQuestion question) {
        if (question.full()) {
            return 0;
        }
        long kept = sizeNow();
        for (String id : new HashSet<>(question.drop())) {
            kept -= (completions.open.containsKey(id) ? 1 : 0) + (starts.open.containsKey(id) ? 1 : 0);
        }
        return kept;
    }

    private int sizeNow() {
        return completions.open.size() + starts.open.size();
    }

    @GuardedBy("lock")
    private void gather(long mine) throws InterruptedException {
        long left = GATHER_NANOS;
        // Where all that is waited for is ready, nothing else can come.
        while (left > 0 && mine == polls && !over && completions.met.size() + starts.met.size() < sizeNow()) {
            left = changed.awaitNanos(left);
        }
    }

    private boolean isNothingReady() {
        return completions.met.isEmpty() && starts.met.isEmpty() && missing.isEmpty();
    }

    private void watch(Waits waits, String instanceId) {
        if (waits.open.containsKey(instanceId)) {
            return;
        }
        Wait wait = new Wait(watcher.watch(instanceId, waits.condition));
        waits.open.put(instanceId, wait);
        CompletableFuture<Void> unused = wait.future.thenAccept(
                view -> answered(waits, instanceId, wait, view.isPresent() ? waits.met : missing));
    }

    private void answered(Waits waits, String instanceId, Wait wait, Set<String> into) {
        lock.lock();
        try {
            // A wait that was dropped in the meantime, and perhaps begun anew, has nothing to say.
            if (waits.open.get(instanceId) == wait) {
                into.add(instanceId);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void forget(String instanceId) {
        completions.forget(instanceId);
        starts.forget(instanceId);
        missing.remove(instanceId);
    }

    private void forgetAll() {
        completions.forgetAll();
        starts.forgetAll();
        missing.clear();
    }
}
