package dev.perdure.sdk.saga;

import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.internal.executor.OrchestratorUnloaded;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Steps that are taken back if a later one fails. After each step, its compensation is noted; if the saga ends with an
 * exception or an error, the compensations run, the last one first, as durable tasks: a crash in the middle changes nothing.
 *
 * <pre>{@code
 * return Saga.of(ctx).run(saga -> {
 *     String flight = trip.bookFlight(order);
 *     saga.compensate(() -> ctx.call(trip::cancelFlight, flight));
 *     String hotel = trip.bookHotel(order);
 *     saga.compensate(() -> ctx.call(trip::cancelHotel, hotel));
 *     return trip.pay(order);
 * });
 * }</pre>
 *
 * <p>A step that fails may have happened all the same; where that matters, note its compensation before it, and let the
 * compensation bear with nothing to take back. A saga that is terminated or cancelled is not compensated.
 *
 * <p>Confined to the orchestrator's thread.
 */
public final class Saga {

    private final OrchestrationContext ctx;
    private final boolean parallel;
    private final boolean continueOnFailure;
    private final Deque<Supplier<? extends Task<?>>> compensations = new ArrayDeque<>();

    private Saga(OrchestrationContext ctx, boolean parallel, boolean continueOnFailure) {
        this.ctx = ctx;
        this.parallel = parallel;
        this.continueOnFailure = continueOnFailure;
    }

    /** The steps of a saga. */
    @FunctionalInterface
    public interface Steps<R extends @Nullable Object> {

        /** Takes the steps and notes how each is taken back. */
        R take(Saga saga) throws Exception;
    }

    /** A saga without steps, whose compensations run one after the other until one fails. */
    public static Saga of(OrchestrationContext ctx) {
        return new Saga(Objects.requireNonNull(ctx, "ctx"), false, false);
    }

    /**
     * One whose compensations run all at once, started in reverse, whether or not some fail.
     *
     * @throws IllegalStateException if compensations were noted already
     */
    public Saga parallel() {
        requireNone();
        return new Saga(ctx, true, true);
    }

    /**
     * One whose compensations all run, whether or not some fail.
     *
     * @throws IllegalStateException if compensations were noted already
     */
    public Saga continueOnFailure() {
        requireNone();
        return new Saga(ctx, parallel, true);
    }

    /**
     * Notes how the step just done is taken back.
     *
     * @param compensation starts a task; called only if the saga is compensated
     */
    public void compensate(Supplier<? extends Task<?>> compensation) {
        compensations.push(Objects.requireNonNull(compensation, "compensation"));
    }

    /**
     * Takes the steps. If they end with an exception or an error, all that was noted is compensated, and that thrown on.
     *
     * @throws CompensationFailedException if compensations failed; its message says what ended the steps too
     */
    public <R extends @Nullable Object> R run(Steps<R> steps) throws Exception {
        try {
            return steps.take(this);
        } catch (Throwable e) {
            if (!OrchestratorUnloaded.mustPass(e)) {
                compensateAll(e);
            }
            throw e;
        }
    }

    /**
     * Runs what was noted, the last one first, and waits for it. Each compensation is run once: called again, this does
     * nothing.
     *
     * @throws CompensationFailedException if compensations failed
     */
    public void compensateAll() {
        compensateAll(null);
    }

    private void compensateAll(@Nullable Throwable why) {
        List<Throwable> failures = new ArrayList<>();
        if (parallel) {
            List<Task<?>> started = new ArrayList<>();
            while (!compensations.isEmpty()) {
                start(compensations.pop(), failures, started);
            }
            for (Task<?> task : started) {
                await(task, failures);
            }
        } else {
            while (!compensations.isEmpty() && (failures.isEmpty() || continueOnFailure)) {
                List<Task<?>> started = new ArrayList<>(1);
                start(compensations.pop(), failures, started);
                started.forEach(task -> await(task, failures));
            }
        }
        int notRun = compensations.size();
        compensations.clear();
        if (!failures.isEmpty()) {
            throw new CompensationFailedException(why, failures, notRun);
        }
    }

    private static void start(
            Supplier<? extends Task<?>> compensation, List<Throwable> failures, List<Task<?>> started) {
        try {
            started.add(compensation.get());
        } catch (Throwable e) {
            if (OrchestratorUnloaded.mustPass(e)) {
                throw e;
            }
            failures.add(e);
        }
    }

    private static void await(Task<?> task, List<Throwable> failures) {
        try {
            var unused = task.await();
        } catch (Throwable e) {
            if (OrchestratorUnloaded.mustPass(e)) {
                throw e;
            }
            failures.add(e);
        }
    }

    private void requireNone() {
        if (!compensations.isEmpty()) {
            throw new IllegalStateException("Say how a saga is compensated before its first step.");
        }
    }
}
