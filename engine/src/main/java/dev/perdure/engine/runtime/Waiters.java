package dev.perdure.engine.runtime;

import dev.perdure.engine.InstanceView;
import dev.perdure.engine.WaitCondition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for which instance. A waiter costs one future and holds no thread.
 *
 * <p>Thread-safe.
 */
final class Waiters {

    private record Waiter(WaitCondition condition, CompletableFuture<InstanceView> future) {}

    private final Map<String, List<Waiter>> waiting = new ConcurrentHashMap<>();
    private final LongAdder count = new LongAdder();
    private final Function<String, Optional<InstanceView>> committed;
    private final Executor readers;

    /** Why nobody is answered any more; null while all are. */
    private volatile @Nullable Throwable ended;

    /** @param committed reads the committed state of an instance; run by {@code readers} */
    Waiters(Function<String, Optional<InstanceView>> committed, Executor readers) {
        this.committed = committed;
        this.readers = readers;
    }

    CompletableFuture<InstanceView> add(String instanceId, WaitCondition condition) {
        Waiter waiter = new Waiter(condition, new CompletableFuture<>());
        count.increment();
        waiting.compute(instanceId, (id, list) -> {
            List<Waiter> waiters = list == null ? new CopyOnWriteArrayList<>() : list;
            waiters.add(waiter);
            return waiters;
        });
        CompletableFuture<InstanceView> unused =
                waiter.future().whenComplete((view, cause) -> remove(instanceId, waiter));
        // After it is registered, so that no change, and no end, falls between the look and the wait.
        Throwable over = ended;
        if (over == null) {
            changed(instanceId);
        } else {
            waiter.future().completeExceptionally(over);
        }
        return waiter.future();
    }

    /** An instance may meet a condition now. Called once the change is committed. Quick: the look is made elsewhere. */
    void changed(String instanceId) {
        if (waiting.containsKey(instanceId)) {
            readers.execute(() -> look(instanceId));
        }
    }

    long count() {
        return count.sum();
    }

    /** Nobody will be answered any more. */
    void failAll(Throwable cause) {
        ended = cause;
        waiting.values().forEach(list -> list.forEach(waiter -> waiter.future().completeExceptionally(cause)));
    }

    private void look(String instanceId) {
        List<Waiter> waiters = waiting.get(instanceId);
        if (waiters == null) {
            return;
        }
        committed.apply(instanceId).ifPresent(view -> {
            for (Waiter waiter : waiters) {
                if (waiter.condition().isMetBy(view.status())) {
                    waiter.future().complete(view);
                }
            }
        });
    }

    private void remove(String instanceId, Waiter waiter) {
        count.decrement();
        waiting.computeIfPresent(instanceId, (id, list) -> {
            list.remove(waiter);
            return list.isEmpty() ? null : list;
        });
    }
}
