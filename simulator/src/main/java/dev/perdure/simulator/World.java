package dev.perdure.simulator;

import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.engine.EngineOptions;
import dev.perdure.engine.Reach;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.Why;
import dev.perdure.engine.record.Command;
import dev.perdure.engine.runtime.Decider;
import dev.perdure.engine.runtime.SteppedHub;
import dev.perdure.engine.storage.Mutation;
import dev.perdure.simulator.check.CollectedEvents;
import dev.perdure.simulator.check.Fold;
import dev.perdure.simulator.check.Inputs;
import dev.perdure.simulator.check.StoreWatcher;
import dev.perdure.simulator.planted.Plants;
import dev.perdure.simulator.report.Coverage;
import dev.perdure.simulator.report.Fault;
import dev.perdure.simulator.report.Invariant;
import dev.perdure.simulator.report.Trace;
import dev.perdure.simulator.report.Violation;
import dev.perdure.simulator.workload.Clients;
import dev.perdure.simulator.workload.Ledger;
import dev.perdure.simulator.workload.Programs;
import dev.perdure.simulator.workload.SdkExecutor;
import dev.perdure.simulator.workload.Surroundings;
import dev.perdure.simulator.world.ModelClock;
import dev.perdure.simulator.world.ModelDisk;
import dev.perdure.simulator.world.ModelLink;
import dev.perdure.simulator.world.ModelWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A host with all that is around it, and the checks that look at it. Everything in here happens on one thread, when it is
 * told to; all chance comes from one generator.
 */
final class World implements Surroundings, Programs.Outside {

    private static final Duration KEY_RETENTION = Duration.ofMinutes(20);
    private static final Duration TURN_LEASE = Duration.ofSeconds(10);
    private static final Duration ACTIVITY_LEASE = Duration.ofSeconds(30);
    private static final int DELIVERIES_MAX = 1_000_000;
    private static final int WORKERS = 3;

    final SplittableRandom random;
    final FaultPlan faults;
    final ModelClock clock = new ModelClock();
    final ModelDisk disk = new ModelDisk();
    final ModelLink link = new ModelLink();
    final Ledger ledger = new Ledger(clock);
    final Trace trace = new Trace();
    final Coverage coverage = new Coverage();
    final StoreWatcher watcher;
    final Fold fold;
    final Clients clients;
    final List<ModelWorker> workers = new ArrayList<>();
    private final List<Integer> versions = new ArrayList<>();
    private final EngineOptions options;
    private final Plants plants;
    private final Decider decider;
    private final Map<String, Integer> delivered = new HashMap<>();
    private final Map<String, Integer> failures = new HashMap<>();
    private @Nullable SteppedHub hub;
    private @Nullable TaskHubEngine engine;
    private @Nullable Violation reported;
    private final List<Integer> unrecovered = new ArrayList<>();
    private long hubMicros;
    private int crashes;
    private long commands;

    World(SeedSettings settings) {
        this.random = new SplittableRandom(settings.seed());
        this.faults = new FaultPlan(random.split());
        int partitions = 1 + random.nextInt(4);
        this.options = new EngineOptions(
                partitions,
                20 + random.nextInt(200),
                TURN_LEASE,
                ACTIVITY_LEASE,
                KEY_RETENTION,
                1 + random.nextInt(20),
                Map.of(),
                DELIVERIES_MAX);
        this.plants = new Plants(settings.bug());
        this.decider = plants.decider();
        this.watcher = new StoreWatcher(ledger, new CollectedEvents(this::rootOf, ledger));
        this.fold = new Fold(partitions, decider);
        this.clients = new Clients(this, KEY_RETENTION);
        if (plants.diskLies()) {
            disk.lie();
        }
        disk.alter(plants::written);
        disk.observe(this::durable);
        for (int i = 0; i < WORKERS; i++) {
            boolean firstGeneration = i == WORKERS - 1 && random.nextBoolean();
            workers.add(new ModelWorker(
                    "w" + i,
                    i == 0 ? Reach.IN_PROCESS : Reach.REMOTE,
                    firstGeneration,
                    executor(1, firstGeneration),
                    this::received));
            versions.add(1);
        }
    }

    private String rootOf(String executionId) {
        return watcher.rootOf(executionId);
    }

    private ModelWorker.Executor executor(int version, boolean firstGeneration) {
        int live = firstGeneration ? 0 : random.nextInt(3) * 4;
        return plants.executor(new SdkExecutor(Programs.registry(version, this), random.split(), live));
    }

    /** The latest code, with nothing live. */
    ModelWorker.Executor replayer() {
        return new SdkExecutor(Programs.registry(codeVersion(), this), random.split(), 0);
    }

    // ---- the host ----

    /** The host starts, on what is on the disk; each partition has yet to recover. */
    void up() {
        SteppedHub fresh =
                new SteppedHub(disk, options, plants.clock(clock), random.split(), this::record, link, decider);
        hub = fresh;
        engine = TaskHubEngine.over(fresh, options, random.split());
        for (int i = 0; i < fresh.partitions(); i++) {
            unrecovered.add(i);
        }
        trace.add("host up", "", "");
    }

    private void record(int partition, Command command) {
        commands++;
        trace.add("command", Subjects.of(command), command.getKindCase());
        if (command.hasCompleteTurn() || command.hasTerminate()) {
            ledger.mayEnd(Subjects.of(command), trace.step());
        }
        fold.record(partition, command);
    }

    /** The host is gone, with everything that was not on the disk. Checks what is there. */
    void down(String why) {
        crashes++;
        trace.add("host down", "", why);
        hub = null;
        engine = null;
        unrecovered.clear();
        link.clear();
        workers.forEach(ModelWorker::hostGone);
        clients.hostGone();
        disk.losePower();
        fold.cut(disk);
        fold.check(disk);
        checkStarts();
    }

    /** Every start that was acknowledged is there, unless something has come after it. */
    void checkStarts() {
        ledger.ackedStarts().forEach((execution, id) -> {
            if (!watcher.hasSeenExecution(execution) && watcher.executionOf(id).isEmpty() && !ledger.removalAsked(id)) {
                throw new Violation(
                        Invariant.NO_LOST_START,
                        id,
                        "The start of " + id + ", execution " + execution + ", was acknowledged and is not there.");
            }
        });
    }

    boolean isUp() {
        return hub != null;
    }

    SteppedHub hub() {
        SteppedHub present = hub;
        if (present == null) {
            throw new IllegalStateException("the host is down");
        }
        return present;
    }

    List<Integer> unrecovered() {
        return unrecovered;
    }

    /** The partition at this place of those that have not recovered; from now on it is none of them. */
    int takeUnrecovered(int index) {
        Integer partition = unrecovered.get(index);
        unrecovered.remove(/* element */ partition);
        return partition;
    }

    /** The engine has stopped by itself. */
    boolean hasFailed() {
        SteppedHub present = hub;
        return present != null && present.hub().failure().isCompletedExceptionally();
    }

    /** Why the engine has stopped; null if it has not. */
    @Nullable
    Throwable failure() {
        return hasFailed() ? hub().hub().failure().exceptionNow() : null;
    }

    private void durable(List<Mutation> mutations) {
        try {
            watcher.durable(mutations);
        } catch (Violation e) {
            report(e);
        }
    }

    int crashes() {
        return crashes;
    }

    long commands() {
        return commands;
    }

    // ---- the workers ----

    void connect(ModelWorker worker) {
        TaskHubEngine present = engine;
        if (present != null && !worker.isConnected()) {
            trace.add("connect", "", worker.name());
            worker.connect(present, plants.connection());
        }
    }

    /** Gives a worker the next version of the code. */
    void deploy(int index) {
        int version = versions.get(index) + 1;
        versions.set(index, version);
        ModelWorker worker = workers.get(index);
        worker.leave();
        worker.deploy(executor(version, worker.isOfFirstGeneration()));
        trace.add("deploy", "", worker.name() + " " + version);
    }

    /** A work item reaches a worker: its cause is durable, and every delivery of an activity has a new number. */
    private void received(ModelWorker worker, WorkItem item) {
        if (item.hasActivityRequest()) {
            String execution = item.getActivityRequest()
                    .getOrchestrationInstance()
                    .getExecutionId()
                    .getValue();
            String id = item.getActivityRequest().getOrchestrationInstance().getInstanceId();
            int task = item.getActivityRequest().getTaskId();
            int delivery = item.getPerdureDelivery().getDeliveryNumber();
            trace.add("activity", id, task);
            Integer before = delivered.put(execution + "/" + task, delivery);
            if (before != null && before >= delivery) {
                report(new Violation(
                        Invariant.ONE_COMPLETION,
                        id,
                        "Activity " + task + " of " + id + " was delivered again under the number " + delivery + "."));
            }
            if (watcher.deliveryOf(execution, task) < delivery) {
                report(new Violation(
                        Invariant.DURABLE_BEFORE_VISIBLE,
                        id,
                        "Activity " + task + " of " + id + " was handed out before it was durable."));
            }
        } else if (item.hasOrchestratorRequest()) {
            String id = item.getOrchestratorRequest().getInstanceId();
            trace.add("turn", id, worker.name());
            String execution = item.getOrchestratorRequest().getExecutionId().getValue();
            // A turn of an execution that has gone in the very same write is without effect.
            if (!worker.takesTurnsEarly() && watcher.executionOf(id).equals(execution)) {
                for (HistoryEvent event : item.getOrchestratorRequest().getNewEventsList()) {
                    String eventId =
                            Inputs.text(event.getEventRaised().getInput().getValue());
                    if (event.hasEventRaised() && !watcher.hasSeenEvent(eventId)) {
                        report(new Violation(
                                Invariant.DURABLE_BEFORE_VISIBLE,
                                id,
                                "Event " + eventId + " of " + id + " was handed out before it was durable."));
                    }
                }
            }
        } else {
            trace.add("batch", item.getEntityRequestV2().getInstanceId(), worker.name());
        }
    }

    @Override
    public void ran(String activity, String instanceId, String executionId, int taskId, int delivery) {
        ledger.activityRuns(executionId, taskId);
    }

    @Override
    public boolean fails(String argument) {
        // The first runs fail, so that a retry or a rewind gets past it.
        int run = failures.merge(argument, 1, Integer::sum);
        return run <= 1 + (argument.hashCode() & 3);
    }

    @Override
    public void sending(String instanceId, String eventId) {
        ledger.sending(instanceId, eventId);
    }

    // ---- as the clients see it ----

    @Override
    public @Nullable TaskHubEngine engine() {
        return hasFailed() ? null : engine;
    }

    @Override
    public CompletableFuture<Optional<Why>> why(String instanceId) {
        return hub().why(instanceId);
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public ModelClock clock() {
        return clock;
    }

    @Override
    public StoreWatcher watcher() {
        return watcher;
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }

    @Override
    public Trace trace() {
        return trace;
    }

    @Override
    public Coverage coverage() {
        return coverage;
    }

    @Override
    public long hubMicros() {
        SteppedHub present = hub;
        if (present != null) {
            hubMicros = present.hub().commandMicros();
        }
        return hubMicros;
    }

    @Override
    public int partitions() {
        return options.partitions();
    }

    @Override
    public int codeVersion() {
        return versions.stream().mapToInt(Integer::intValue).min().orElse(1);
    }

    @Override
    public void report(Violation violation) {
        if (reported == null) {
            reported = violation;
        }
    }

    @Override
    public boolean losesReply() {
        return faults.strikes(Fault.REPLY_LOST);
    }

    /** Throws what was reported. */
    void throwReported() {
        if (reported != null) {
            throw reported;
        }
    }
}
