package dev.perdure.simulator.programs;

import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;
import dev.perdure.engine.CommandRecorder;
import dev.perdure.engine.EngineOptions;
import dev.perdure.engine.InstanceQuery;
import dev.perdure.engine.InstanceView;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.Reach;
import dev.perdure.engine.StartRequest;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.runtime.Decider;
import dev.perdure.engine.runtime.Link;
import dev.perdure.engine.runtime.SteppedHub;
import dev.perdure.sdk.internal.executor.Unloading;
import dev.perdure.sdk.internal.worker.SteppedWorker;
import dev.perdure.sdk.internal.worker.WorkerSettings;
import dev.perdure.simulator.world.ModelClock;
import dev.perdure.simulator.world.ModelDisk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One run of one program, in a hub of its own that nothing disturbs. Everything around the program, such as which event
 * comes when, follows from the seed and is the same in every mode. Confined to one thread, best a virtual one.
 */
final class ProgramRun implements WorkItemListener {

    /** What a run led to: every answer of every turn, in order, then what is left in the hub. */
    record Result(List<String> subjects, List<Object> facts, int turns) {}

    private static final String ROOT = "p";
    private static final int IDLE_MAX = 300;
    private static final int WORK_MAX = 20_000;

    private static final EngineOptions OPTIONS = new EngineOptions(
            1, 1_000, Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1), 100, Map.of(), 1_000);

    private final long seed;
    private final RunMode mode;
    private final @Nullable ExecutorBug bug;
    /** What happens around the program. */
    private final SplittableRandom script;
    /** When the worker lets go. */
    private final SplittableRandom evictions;

    private final ModelClock clock = new ModelClock();
    private final SteppedHub hub;
    private final TaskHubEngine engine;
    private final SteppedWorker worker;
    private final WorkerConnection connection;
    private final List<WorkItem> items = new ArrayList<>();
    private final List<String> subjects = new ArrayList<>();
    private final List<Object> facts = new ArrayList<>();
    private int turns;
    private int worked;
    private int raised;

    private ProgramRun(long seed, RunMode mode, @Nullable ExecutorBug bug) {
        this.seed = seed;
        this.mode = mode;
        this.bug = bug;
        this.script = new SplittableRandom(seed + 1);
        this.evictions = new SplittableRandom(seed + 2);
        this.hub = new SteppedHub(
                new ModelDisk(),
                OPTIONS,
                clock,
                new SplittableRandom(seed + 3),
                CommandRecorder.NONE,
                Link.DIRECT,
                Decider.AS_DECIDED);
        this.engine = TaskHubEngine.over(hub, OPTIONS, new SplittableRandom(seed + 4));
        hub.recover(0);
        this.worker = new SteppedWorker(
                ProgramCode.registry(),
                WorkerSettings.defaults()
                        .withRandom(new SplittableRandom(seed + 5))
                        .withUnloading(mode == RunMode.EVICTED ? Unloading.UNWIND : Unloading.ofThisProcess())
                        .withMaxLive(mode == RunMode.REPLAYED ? 0 : 1_000));
        // The history comes with every turn, whether or not it is read: what happens when is then the same in all
        // modes.
        GetWorkItemsRequest.Builder request = worker.request().toBuilder();
        request.getPerdureWorkerBuilder().setLiveOrchestrators(false);
        this.connection = engine.connect(request.build(), Reach.IN_PROCESS, this);
    }

    /** Runs it to its end, or until it has gone on long enough. */
    static Result of(long seed, RunMode mode, @Nullable ExecutorBug bug) {
        ProgramRun run = new ProgramRun(seed, mode, bug);
        run.run();
        return new Result(run.subjects, run.facts, run.turns);
    }

    private void run() {
        done(engine.start(
                new StartRequest(ROOT, ProgramCode.NAME, null, "\"" + seed + "|0|\"", null, Map.of(), null, null)));
        for (int i = 0; i < IDLE_MAX && worked < WORK_MAX; i++) {
            rest();
            if (hasEnded()) {
                break;
            }
            disturb();
        }
        done(engine.terminate(ROOT, "\"enough\"", true, null));
        rest();
        look();
    }

    private boolean hasEnded() {
        return engine.instance(ROOT, false)
                .map(view -> view.status().isTerminal())
                .orElse(true);
    }

    /** Nothing can run at this time: an event comes, the instance is held for a while, or time passes. */
    private void disturb() {
        long due = hub.nextDue(0);
        boolean timer = due < hub.hub().micros() + Duration.ofHours(12).toNanos() / 1_000;
        int dice = script.nextInt(10);
        if (timer && dice < 6) {
            clock.move(Duration.ofNanos(Math.max(0, due - hub.hub().micros()) * 1_000));
            hub.tick();
        } else if (dice == 9) {
            done(engine.suspend(ROOT, null, null));
            raise();
            raise();
            rest();
            done(engine.resume(ROOT, null, null));
        } else {
            raise();
            if (dice % 2 == 0) {
                raise();
            }
        }
    }

    private void raise() {
        String name = ProgramGenerator.EVENTS.get(script.nextInt(ProgramGenerator.EVENTS.size()));
        var unused = engine.raiseEvent(ROOT, name, "\"#" + raised++ + "\"", null);
    }

    private void done(CompletableFuture<Outcome> outcome) {
        for (int i = 0; i < 100 && !outcome.isDone(); i++) {
            boolean unused = settle();
        }
        Outcome unused = outcome.join();
    }

    /** Does all that can be done at this time. */
    private void rest() {
        boolean more = true;
        while (more && worked < WORK_MAX) {
            more = settle();
            for (int burst = 1 + script.nextInt(3); burst > 0 && !items.isEmpty(); burst--) {
                more = true;
                work(items.removeFirst());
            }
        }
    }

    private boolean settle() {
        boolean any = hub.step(0, 100);
        if (hub.batchesWaiting() > 0) {
            any = true;
            hub.commit(hub.batchesWaiting());
        }
        while (hub.readsWaiting() > 0) {
            any = true;
            hub.read();
        }
        CompletableFuture<Void> failure = hub.hub().failure();
        if (failure.isCompletedExceptionally()) {
            throw new IllegalStateException("The hub has failed.", failure.exceptionNow());
        }
        return any;
    }

    private void work(WorkItem item) {
        worked++;
        if (item.hasOrchestratorRequest()) {
            turn(item);
        } else if (item.hasActivityRequest()) {
            var unused = connection.completeActivity(worker.activity(item));
        } else {
            var unused = connection.completeEntity(worker.entity(item));
        }
    }

    private void turn(WorkItem item) {
        turns++;
        if (mode == RunMode.EVICTED && evictions.nextInt(3) == 0) {
            worker.forget();
        }
        OrchestratorResponse response = answer(item);
        subjects.add("turn " + turns + " of " + item.getOrchestratorRequest().getInstanceId());
        facts.add(response.toBuilder()
                .clearPerdureAnswerId()
                .clearCompletionToken()
                .build());
        var unused = connection.completeTurn(response);
    }

    private OrchestratorResponse answer(WorkItem item) {
        ExecutorBug planted = bug;
        if (planted == null) {
            return worker.turn(item).orElseThrow();
        }
        long before = worker.counters().replayedTurns().sum();
        OrchestratorResponse response = worker.turn(planted.read(item)).orElseThrow();
        boolean replayed = worker.counters().replayedTurns().sum() > before;
        return replayed ? planted.write(item, response) : response;
    }

    private void look() {
        for (InstanceView view : engine.instances(
                        new InstanceQuery(null, null, Set.of(), "", InstanceQuery.PAGE_MAX, "", true))
                .instances()) {
            subjects.add("the end of " + view.instanceId());
            facts.add(view);
            List<HistoryEvent> history = engine.history(view.instanceId());
            subjects.add("the history of " + view.instanceId());
            facts.add(history);
        }
        for (int entity = 0; entity < 2; entity++) {
            String id = "@" + ProgramCode.ENTITY + "@" + entity;
            subjects.add("entity " + id);
            facts.add(engine.entity(id, true));
        }
    }

    @Override
    public void onWorkItem(WorkItem item) {
        items.add(item);
    }

    @Override
    public void onClosed(@Nullable Throwable cause) {
        items.clear();
    }
}
