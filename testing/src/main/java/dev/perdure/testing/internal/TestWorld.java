package dev.perdure.testing.internal;

import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;
import dev.perdure.engine.CommandRecorder;
import dev.perdure.engine.EngineOptions;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.Reach;
import dev.perdure.engine.RequestKey;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.Why;
import dev.perdure.engine.runtime.Decider;
import dev.perdure.engine.runtime.Link;
import dev.perdure.engine.runtime.SteppedHub;
import dev.perdure.sdk.internal.worker.Registry;
import dev.perdure.sdk.internal.worker.SteppedWorker;
import dev.perdure.sdk.internal.worker.WorkerSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A hub and its worker, driven by the thread that uses it. Nothing happens but inside its methods. A crash loses both but
 * for what was written; they start again by themselves, and the request that was under way is made again, as a client
 * does.
 *
 * <p>Confined to one thread.
 */
public final class TestWorld {

    /** When every test begins. */
    public static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    /** Steps at one time after which it is said that the hub does not come to rest. */
    private static final int STEPS_MAX = 100_000;

    /** Timers that one wait may take. */
    private static final int TIMERS_MAX = 100_000;

    /** Longer ahead than this, nothing is waited for. */
    private static final long FOREVER = 200L * 365 * 86_400 * 1_000_000;

    /** The hub's clock follows no longer step at once. */
    private static final long STRIDE = 1_800_000_000L;

    private static final EngineOptions OPTIONS =
            new EngineOptions(1, 1_000_000, Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(250 * 365), 10_000);

    private final FaultRun faults;
    private final Supplier<Registry> registry;
    private final WorkerSettings settings;
    private final TestStorage storage;
    private final VirtualClock clock = new VirtualClock(BEGIN);
    private final SplittableRandom random;
    private final Ids ids = new Ids();
    private final Thread owner = Thread.currentThread();
    private final List<WorkItem> items = new ArrayList<>();
    private final List<Runnable> heldBack = new ArrayList<>();
    private long requests;
    private int generation;
    private @Nullable SteppedHub hub;
    private @Nullable TaskHubEngine engine;
    private @Nullable SteppedWorker worker;
    private @Nullable WorkerConnection connection;

    /** @param registry what the worker serves; asked again whenever {@link #redeploy} is called */
    public TestWorld(FaultRun faults, Supplier<Registry> registry, WorkerSettings settings) {
        this.faults = faults;
        this.registry = registry;
        this.random = new SplittableRandom(faults.seed());
        this.settings = settings.withRandom(random.split());
        this.storage = new TestStorage(faults);
        boot();
    }

    private void boot() {
        faults.quiet(true);
        generation++;
        items.clear();
        heldBack.clear();
        SteppedHub fresh = new SteppedHub(
                storage, OPTIONS, clock, random.split(), CommandRecorder.NONE, Link.DIRECT, Decider.AS_DECIDED);
        hub = fresh;
        engine = TaskHubEngine.over(fresh, OPTIONS, ids);
        for (int i = 0; i < fresh.partitions(); i++) {
            fresh.recover(i);
        }
        connect();
        faults.quiet(false);
    }

    private void connect() {
        SteppedWorker fresh = new SteppedWorker(registry.get(), settings);
        worker = fresh;
        connection = engine().connect(fresh.request(), Reach.IN_PROCESS, new Inlet(generation));
    }

    /** Starts the worker again, with what the registry then has. */
    public void redeploy() {
        requireOwner();
        WorkerConnection old = connection;
        items.clear();
        heldBack.clear();
        if (worker != null) {
            worker.forget();
        }
        if (old != null) {
            old.close();
        }
        connect();
    }

    /** The engine, for reads. */
    public TaskHubEngine engine() {
        return present(engine);
    }

    private static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the hub has not started");
        }
        return value;
    }

    /** What befalls this world. */
    public FaultRun faults() {
        return faults;
    }

    /** The present time. */
    public Instant now() {
        return clock.instant();
    }

    /** Random but the same in every run. */
    public long nextId() {
        return new SplittableRandom(faults.seed() + ++requests * 7_919).nextLong();
    }

    /** Makes a request until it is answered. */
    public Outcome ask(BiFunction<TaskHubEngine, RequestKey, CompletableFuture<Outcome>> request) {
        requireOwner();
        long number = ++requests;
        RequestKey key = new RequestKey("test-" + number, number);
        while (true) {
            int asked = generation;
            ids.begin(faults.seed() + number);
            CompletableFuture<Outcome> answer = request.apply(engine(), key);
            runUntil(() -> answer.isDone() || generation != asked);
            if (generation == asked) {
                if (!answer.isDone()) {
                    throw new IllegalStateException("The hub of the test does not answer.");
                }
                return answer.join();
            }
        }
    }

    /** What an instance waits for; empty if there is none. */
    public Optional<Why> why(String instanceId) {
        requireOwner();
        CompletableFuture<Optional<Why>> why = present(hub).why(instanceId);
        runUntil(why::isDone);
        return why.isDone() ? why.join() : Optional.empty();
    }

    /**
     * Goes on until the condition holds, or nothing is left to do at the present time.
     *
     * @return whether it holds
     */
    public boolean runUntil(BooleanSupplier condition) {
        requireOwner();
        for (int i = 0; i < STEPS_MAX; i++) {
            if (faults.hasCrashed()) {
                restart();
                continue;
            }
            if (condition.getAsBoolean()) {
                return true;
            }
            boolean worked;
            try {
                worked = step();
            } catch (Crash e) {
                continue;
            }
            if (!faults.hasCrashed()) {
                requireRunning();
                if (!worked) {
                    return condition.getAsBoolean();
                }
            }
        }
        throw new IllegalStateException("The hub of the test does not come to rest: after " + STEPS_MAX
                + " steps it is " + clock.instant() + ". Does an orchestrator go round for ever?");
    }

    /** Goes on as the other, and lets the time pass to the next timer whenever nothing is left to do. */
    public boolean runThroughTime(BooleanSupplier condition) {
        long stop = clock.micros() + FOREVER;
        int jumps = 0;
        while (!runUntil(condition)) {
            long due = nextDue();
            if (due > stop) {
                return false;
            }
            if (++jumps > TIMERS_MAX) {
                throw new IllegalStateException("What is waited for has not come after " + jumps + " timers; it is "
                        + clock.instant() + ". Does an orchestrator go round for ever?");
            }
            moveTo(due);
        }
        return true;
    }

    /** Lets the time pass; everything that is due on the way happens at its time. */
    public void advance(Duration by) {
        long target = Math.addExact(clock.micros(), by.toNanos() / 1_000);
        runUntil(() -> false);
        for (long due = nextDue(); due <= target; due = nextDue()) {
            moveTo(due);
            runUntil(() -> false);
        }
        moveTo(target);
        runUntil(() -> false);
    }

    private long nextDue() {
        SteppedHub present = present(hub);
        long due = Long.MAX_VALUE;
        for (int i = 0; i < present.partitions(); i++) {
            due = Math.min(due, present.nextDue(i));
        }
        return due;
    }

    private void moveTo(long micros) {
        while (clock.micros() < micros) {
            clock.move(Math.min(STRIDE, micros - clock.micros()));
            // It would take a longer way for a jump.
            present(hub).hub().micros();
        }
        present(hub).tick();
    }

    private void restart() {
        boolean unused = faults.takeCrash();
        if (worker != null) {
            worker.forget();
        }
        boot();
    }

    private void requireRunning() {
        CompletableFuture<Void> failure = present(hub).hub().failure();
        if (failure.isCompletedExceptionally()) {
            throw new IllegalStateException("The hub of the test has failed.", failure.exceptionNow());
        }
    }

    private void requireOwner() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("The hub of this test belongs to the thread " + owner.getName()
                    + "; it was used by " + Thread.currentThread().getName()
                    + ". Use it only in the test itself, not in orchestrators or other threads.");
        }
    }

    private boolean step() {
        SteppedHub present = present(hub);
        boolean worked = false;
        for (int i = 0; i < present.partitions(); i++) {
            worked |= present.step(i, 100);
        }
        if (present.batchesWaiting() > 0) {
            present.commit(present.batchesWaiting());
            return true;
        }
        while (present.readsWaiting() > 0) {
            present.read();
            worked = true;
        }
        if (worked) {
            return true;
        }
        if (!items.isEmpty() && (heldBack.isEmpty() || faults.next(4) != 1)) {
            work(items.remove(faults.next(items.size())));
            return true;
        }
        if (!heldBack.isEmpty()) {
            heldBack.remove(faults.next(heldBack.size())).run();
            return true;
        }
        return false;
    }

    private void work(WorkItem item) {
        SteppedWorker carrier = present(worker);
        WorkerConnection way = present(connection);
        if (item.hasOrchestratorRequest()) {
            turn(item, carrier, way);
        } else if (item.hasActivityRequest()) {
            String what = "activity '" + item.getActivityRequest().getName() + "'";
            faults.point("before " + what);
            ActivityResponse response = carrier.activity(item);
            faults.point("after " + what + ", before its result arrives");
            send(() -> way.completeActivity(response));
        } else {
            String what = "operations of " + item.getEntityRequestV2().getInstanceId();
            faults.point("before " + what);
            EntityBatchResult result = carrier.entity(item);
            faults.point("after " + what + ", before their results arrive");
            send(() -> way.completeEntity(result));
        }
    }

    private void turn(WorkItem item, SteppedWorker carrier, WorkerConnection way) {
        String what = "a turn of '" + item.getOrchestratorRequest().getInstanceId() + "'";
        if (faults.evicts()) {
            carrier.forget();
        }
        faults.point("before " + what);
        Optional<OrchestratorResponse> response = carrier.turn(item);
        faults.point("after " + what + ", before its answer arrives");
        if (response.isPresent()) {
            send(() -> way.completeTurn(response.get()));
        } else {
            var unused = way.abandonTurn(item.getCompletionToken());
        }
    }

    private void send(Supplier<CompletableFuture<Void>> answer) {
        if (faults.holdsBack()) {
            heldBack.add(() -> arrive(answer));
            return;
        }
        arrive(answer);
        if (faults.duplicates()) {
            arrive(answer);
            heldBack.add(() -> arrive(answer));
        }
    }

    private static void arrive(Supplier<CompletableFuture<Void>> answer) {
        CompletableFuture<Void> unused = answer.get();
    }

    /** Where work items of one connection arrive. */
    private final class Inlet implements WorkItemListener {

        private final int ofGeneration;

        Inlet(int ofGeneration) {
            this.ofGeneration = ofGeneration;
        }

        @Override
        public void onWorkItem(WorkItem item) {
            if (ofGeneration == generation) {
                items.add(item);
            }
        }

        @Override
        public void onClosed(@Nullable Throwable cause) {
            // The hub has failed, which is told elsewhere.
        }
    }
}
