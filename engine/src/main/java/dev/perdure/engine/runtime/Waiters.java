package dev.perdure.engine.runtime;

import dev.perdure.core.RuntimeStatus;
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

    /** One who waits, for a {@code T}. */
    private record Waiter<T>(
            WaitCondition condition,
            CompletableFuture<T> future,
            Function<InstanceView, T> found,
            @Nullable T missing) {

        void shown(Optional<InstanceView> view) {
            if (view.isEmpty()) {
                if (missing != null) {
                    future.complete(missing);
                }
            } else if (condition.isMetBy(view.get().status())) {
                future.complete(found.apply(view.get()));
            }
        }
    }

    private final Map<String, List<Waiter<?>>> waiting = new ConcurrentHashMap<>();
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

    /** Waits also for an instance that does not exist yet. */
    CompletableFuture<InstanceView> add(String instanceId, WaitCondition condition) {
        return add(instanceId, new Waiter<>(condition, new CompletableFuture<>(), view -> view, null));
    }

    /** Waits for an instance that exists: empty if it does not, or is gone before it meets the condition. */
    CompletableFuture<Optional<InstanceView>> addIfExists(String instanceId, WaitCondition condition) {
        return add(instanceId, new Waiter<>(condition, new CompletableFuture<>(), Optional::of, Optional.empty()));
    }

    private <T> CompletableFuture<T> add(String instanceId, Waiter<T> waiter) {
        count.increment();
        waiting.compute(instanceId, (id, list) -> {
            List<Waiter<?>> waiters = list == null ? new CopyOnWriteArrayList<>() : list;
            waiters.add(waiter);
            return waiters;
        });
        CompletableFuture<T> unused = waiter.future().whenComplete((view, cause) -> remove(instanceId, waiter));
        // After it is registered, so that no change, and no end, falls between the look and the wait.
        Throwable over = ended;
        if (over == null) {
            readers.execute(() -> look(instanceId));
        } else {
            waiter.future().completeExceptionally(over);
        }
        return waiter.future();
    }

    /**
     * An instance has changed. Called once the change is committed. Quick: the look is made elsewhere, and only if
     * someone may be answered.
     *
     * @param status the status it has by the change; null if it is gone
     */
    void changed(String instanceId, @Nullable RuntimeStatus status) {
        List<Waiter<?>> waiters = waiting.get(instanceId);
        if (waiters != null
                && (status == null
                        || waiters.stream()
                                .anyMatch(waiter -> waiter.condition().isMetBy(status)))) {
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
        List<Waiter<?>> waiters = waiting.get(instanceId);
        if (waiters != null) {
            Optional<InstanceView> view = committed.apply(instanceId);
            waiters.forEach(waiter -> waiter.shown(view));
        }
    }

    private void remove(String instanceId, Waiter<?> waiter) {
        count.decrement();
        waiting.computeIfPresent(instanceId, (id, list) -> {
            list.remove(waiter);
            return list.isEmpty() ? null : list;
        });
    }
}
