package dev.perdure.simulator;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.Why;
import dev.perdure.engine.runtime.SteppedHub;
import dev.perdure.simulator.check.Replays;
import dev.perdure.simulator.check.StoreScan;
import dev.perdure.simulator.report.Invariant;
import dev.perdure.simulator.report.Violation;
import dev.perdure.simulator.world.ModelWorker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The end of a simulation: the host starts once more and everything is well. What is open ends, or says what it waits for
 * and gets it. Confined to one thread.
 */
final class Settlement {

    private static final int SETTLE_STEPS_MAX = 200_000;

    private final World world;
    private final Simulation simulation;

    Settlement(World world, Simulation simulation) {
        this.world = world;
        this.simulation = simulation;
    }

    /** Runs it, and makes the last checks. */
    void run() {
        if (world.isUp()) {
            world.down("restart");
        }
        world.up();
        quiesce();
        for (int round = 0; round < 12 && !open().isEmpty(); round++) {
            TaskHubEngine engine = world.engine();
            if (engine != null) {
                world.clients.release(engine, open());
            }
            quiesce();
        }
        for (String id : open()) {
            throw new Violation(Invariant.NOTHING_STUCK, id, "Instance " + id + " does not end: " + why(id) + ".");
        }
        finalChecks();
    }

    private List<String> open() {
        return world.watcher.ids().stream()
                .filter(id -> {
                    RuntimeStatus status = world.watcher.status(id);
                    return status != null && !status.isTerminal();
                })
                .toList();
    }

    /** Goes on until there is nothing to do, at whatever time. */
    private void quiesce() {
        for (int i = 0; i < SETTLE_STEPS_MAX; i++) {
            simulation.begin();
            boolean worked = settleStep();
            simulation.end();
            if (!worked && !wait(world.hub())) {
                return;
            }
        }
        throw new Violation(Invariant.NOTHING_STUCK, "", "It does not come to rest.");
    }

    private boolean settleStep() {
        SteppedHub hub = world.hub();
        if (!world.unrecovered().isEmpty()) {
            hub.recover(world.takeUnrecovered(0));
            return true;
        }
        boolean worked = world.clients.open() > 0;
        for (ModelWorker worker : world.workers) {
            world.connect(worker);
            while (worker.waiting() > 0) {
                worked = true;
                worker.execute(0);
            }
            while (worker.held() > 0) {
                worked = true;
                worker.send(0, false);
            }
        }
        for (int partition = 0; partition < hub.partitions(); partition++) {
            worked |= hub.step(partition, 100);
        }
        if (hub.batchesWaiting() > 0) {
            worked = true;
            hub.commit(hub.batchesWaiting());
        }
        while (world.link.size() > 0) {
            worked = true;
            world.link.deliver(0);
        }
        while (hub.readsWaiting() > 0) {
            worked = true;
            hub.read();
        }
        hub.tick();
        return worked;
    }

    /** Lets the time pass until something is due; false if nothing ever will be. */
    private boolean wait(SteppedHub hub) {
        long due = Long.MAX_VALUE;
        for (int partition = 0; partition < hub.partitions(); partition++) {
            due = Math.min(due, hub.nextDue(partition));
        }
        if (due == Long.MAX_VALUE) {
            return false;
        }
        // Not further at once than the hub's clock follows.
        long micros = Math.clamp(due - world.hub().hub().micros(), 1_000, 1_800_000_000L);
        world.clock.move(Duration.ofNanos(micros * 1_000));
        return true;
    }

    private String why(String id) {
        CompletableFuture<Optional<Why>> why = world.why(id);
        for (int i = 0; i < 100 && !why.isDone(); i++) {
            settleStep();
        }
        return why.isDone()
                ? why.join().map(w -> w.status() + ", waits for " + w.reasons()).orElse("gone")
                : "no answer";
    }

    private void finalChecks() {
        world.fold.check(world.disk);
        StoreScan.check(world.disk);
        world.checkStarts();
        Replays replays = new Replays(world.replayer());
        for (String id : world.watcher.ids()) {
            if (!world.watcher.isRewound(id)) {
                replays.check(id, world.watcher.executionOf(id), world.watcher.historyOf(id));
            }
        }
        world.watcher.entities().records().forEach((id, record) -> {
            if (record.hasLock() || record.getQueued() > 0) {
                throw new Violation(
                        Invariant.ENTITY_SERIAL,
                        id,
                        "Entity " + id + " is left with a lock or a queue: " + record + ".");
            }
        });
        for (Map.Entry<String, String> signal : world.ledger.ackedSignals().entrySet()) {
            if (!world.watcher.entities().hasApplied(signal.getValue(), signal.getKey())) {
                throw new Violation(
                        Invariant.ENTITY_SERIAL,
                        signal.getValue(),
                        "The signal " + signal.getKey() + " to " + signal.getValue()
                                + " was acknowledged and never applied.");
            }
        }
    }
}
