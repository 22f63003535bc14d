package dev.perdure.client.scripted;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Runs calls on virtual threads of their own, and waits for conditions. Stateless. */
public final class Callers {

    /** Long enough for anything that happens at all. */
    public static final Duration GENEROUS = Duration.ofSeconds(30);

    private Callers() {}

    /** Runs {@code call} on a new virtual thread. */
    public static <T> FutureTask<T> call(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread.ofVirtual().name("caller").start(task);
        return task;
    }

    /** Runs {@code count} calls at once, each on its own virtual thread. */
    public static <T> List<FutureTask<T>> burst(int count, Callable<T> call) {
        List<FutureTask<T>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(call(call));
        }
        return tasks;
    }

    /** The result of a call, or what it threw if that is unchecked. */
    public static <T> T result(FutureTask<T> task) {
        try {
            return task.get(GENEROUS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new AssertionError("the call failed", e);
        } catch (TimeoutException e) {
            throw new AssertionError("the call did not end", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("the test was interrupted", e);
        }
    }

    /** Waits until the condition holds. */
    public static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + GENEROUS.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("did not happen: " + what);
            }
            LockSupport.parkNanos(200_000);
        }
    }
}
