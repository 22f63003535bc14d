package dev.perdure.simulator;

import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.runtime.SteppedHub;
import dev.perdure.simulator.check.StoreScan;
import dev.perdure.simulator.report.Fault;
import dev.perdure.simulator.report.Invariant;
import dev.perdure.simulator.report.Violation;
import dev.perdure.simulator.world.ModelDisk.Fate;
import dev.perdure.simulator.world.ModelWorker;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One simulation: so many steps with faults, then as many without as it takes until nothing is left to do. What happens
 * in a step is drawn from the seed. Confined to one thread, platform or virtual; best on a virtual one.
 */
public final class Simulation {

    /** Steps between two looks at the whole store. */
    private static final int SCAN_EVERY = 500;

    private final SeedSettings settings;
    private final World world;
    private final SplittableRandom random;
    private final FaultPlan faults;
    private int slowUntil;
    private int step;
    private boolean diskFault;

    private Simulation(SeedSettings settings) {
        this.settings = settings;
        this.world = new World(settings);
        this.random = world.random;
        this.faults = world.faults;
    }

    /** Runs it. Whatever breaks is in the result. */
    public static SeedResult run(SeedSettings settings) {
        Simulation simulation = new Simulation(settings);
        Violation violation = null;
        try {
            simulation.run();
        } catch (Violation e) {
            violation = e;
        } catch (RuntimeException e) {
            violation = new Violation(Invariant.ENGINE_RUNS, "", "It threw " + e, e);
        }
        World world = simulation.world;
        return new SeedResult(
                settings,
                simulation.step,
                world.crashes(),
                world.commands(),
                world.trace.hash(),
                world.coverage,
                violation,
                violation == null ? List.of() : world.trace.about(violation.subject(), 40));
    }

    private void run() {
        while (step < settings.steps()) {
            begin();
            oneStep();
            end();
        }
        faults.end();
        slowUntil = 0;
        new Settlement(world, this).run();
    }

    /** A step begins. */
    void begin() {
        step++;
        world.trace.step(step);
        world.clock.move(Duration.ofMillis(random.nextInt(100)));
    }

    /** A step ends: whatever it has broken is thrown. */
    void end() {
        world.throwReported();
        failedEngine();
        world.clients.poll();
        world.throwReported();
        if (step % SCAN_EVERY == 0) {
            StoreScan.check(world.disk);
        }
    }

    /** The engine may stop because of its disk, and for no other reason. */
    private void failedEngine() {
        Throwable cause = world.failure();
        if (cause == null) {
            return;
        }
        world.throwReported();
        if (!diskFault) {
            throw new Violation(Invariant.ENGINE_RUNS, "", "The engine stopped: " + cause, cause);
        }
        diskFault = false;
        world.down(String.valueOf(cause.getMessage()));
    }

    private void happened(Fault fault) {
        world.coverage.happened(fault, step);
        world.trace.add("fault", "", fault);
    }

    private void oneStep() {
        if (!world.isUp()) {
            if (random.nextInt(4) == 0) {
                world.up();
            }
            return;
        }
        int dice = random.nextInt(100);
        if (dice < 12) {
            TaskHubEngine engine = world.engine();
            if (engine != null) {
                world.clients.act(engine);
            }
        } else if (dice < 42) {
            stepPartition();
        } else if (dice < 58) {
            commit();
        } else if (dice < 68) {
            deliver();
        } else if (dice < 90) {
            work();
        } else if (dice < 94) {
            world.hub().read();
        } else {
            disturb();
        }
    }

    private void stepPartition() {
        SteppedHub hub = world.hub();
        if (!world.unrecovered().isEmpty()) {
            int partition =
                    world.takeUnrecovered(random.nextInt(world.unrecovered().size()));
            world.trace.add("recover", "", partition);
            hub.recover(partition);
            return;
        }
        int first = random.nextInt(hub.partitions());
        for (int i = 0; i < hub.partitions(); i++) {
            int partition = (first + i) % hub.partitions();
            if (hub.hasWork(partition)) {
                world.trace.add("step", "", partition);
                hub.step(partition, 1 + random.nextInt(6));
                return;
            }
        }
    }

    private void commit() {
        SteppedHub hub = world.hub();
        int waiting = hub.batchesWaiting();
        if (waiting == 0 || step < slowUntil) {
            return;
        }
        if (faults.strikes(Fault.DISK_SLOW)) {
            happened(Fault.DISK_SLOW);
            slowUntil = step + 20 + random.nextInt(60);
            return;
        }
        fate(Fault.CRASH_LOST, Fate.POWER_LOST_BEFORE);
        fate(Fault.CRASH_KEPT, Fate.POWER_LOST_AFTER);
        fate(Fault.SYNC_LOST, Fate.FAILED_LOST);
        fate(Fault.SYNC_KEPT, Fate.FAILED_KEPT);
        fate(Fault.DISK_FULL, Fate.FULL);
        int count = 1 + random.nextInt(waiting);
        world.trace.add("commit", "", count);
        hub.commit(count);
    }

    private void fate(Fault fault, Fate fate) {
        if (!diskFault && faults.strikes(fault)) {
            happened(fault);
            diskFault = true;
            world.disk.next(fate);
        }
    }

    private void deliver() {
        int size = world.link.size();
        if (size == 0) {
            return;
        }
        if (faults.strikes(Fault.MESSAGE_LOST)) {
            happened(Fault.MESSAGE_LOST);
            world.link.lose(random.nextInt(size));
        } else if (faults.strikes(Fault.MESSAGE_TWICE)) {
            happened(Fault.MESSAGE_TWICE);
            world.link.deliverAndKeep(0);
        } else if (size > 1 && faults.strikes(Fault.MESSAGE_LATE)) {
            happened(Fault.MESSAGE_LATE);
            world.link.deliver(1 + random.nextInt(size - 1));
        } else {
            world.link.deliver(0);
        }
    }

    private void work() {
        List<ModelWorker> workers = world.workers;
        int first = random.nextInt(workers.size());
        for (int i = 0; i < workers.size(); i++) {
            ModelWorker worker = workers.get((first + i) % workers.size());
            if (!worker.isConnected()) {
                if (random.nextInt(4) == 0) {
                    world.connect(worker);
                    return;
                }
            } else if (worker.waiting() > 0) {
                workOn(worker);
                return;
            } else if (worker.held() > 0 && random.nextInt(8) == 0) {
                send(worker);
                return;
            }
        }
    }

    private void workOn(ModelWorker worker) {
        int index = random.nextInt(worker.waiting());
        if (faults.strikes(Fault.WORKER_GONE)) {
            happened(Fault.WORKER_GONE);
            world.trace.add("gone", "", worker.name());
            if (worker.isRemote() && random.nextBoolean()) {
                worker.execute(index);
            }
            worker.leave();
            return;
        }
        if (random.nextInt(100) == 0) {
            worker.abandon(index);
            return;
        }
        if (worker.execute(index)) {
            if (faults.strikes(Fault.ANSWER_LATE)) {
                happened(Fault.ANSWER_LATE);
                return;
            }
            boolean twice = faults.strikes(Fault.ANSWER_TWICE);
            if (twice) {
                happened(Fault.ANSWER_TWICE);
            }
            worker.send(worker.held() - 1, twice);
        }
    }

    private void send(ModelWorker worker) {
        int index = random.nextInt(worker.held());
        if (random.nextInt(10) == 0) {
            worker.drop(index);
        } else {
            worker.send(index, false);
        }
    }

    private void disturb() {
        if (faults.strikes(Fault.CLOCK_FORWARD)) {
            happened(Fault.CLOCK_FORWARD);
            boolean far = random.nextInt(4) == 0;
            world.clock.move(Duration.ofSeconds(far ? 4_000 + random.nextInt(90_000) : 1 + random.nextInt(300)));
        } else if (faults.strikes(Fault.CLOCK_BACK)) {
            happened(Fault.CLOCK_BACK);
            world.clock.move(Duration.ofSeconds(-1L - random.nextInt(4_000)));
        } else if (faults.strikes(Fault.OTHER_CODE)) {
            happened(Fault.OTHER_CODE);
            world.deploy(random.nextInt(world.workers.size()));
        } else if (random.nextInt(6) == 0) {
            world.clock.move(Duration.ofSeconds(random.nextInt(15)));
        }
        world.hub().tick();
    }
}
