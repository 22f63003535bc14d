package dev.perdure.testing.internal;

import dev.perdure.engine.TaskHubEngine;
import dev.perdure.sdk.Worker;
import dev.perdure.sdk.internal.worker.Registry;
import dev.perdure.sdk.internal.worker.WorkerSettings;

/** A world with the book of its activities: what one run of a test has of a hub. Confined to one thread. */
public final class TestRun {

    private final ActivityBook book = new ActivityBook();
    private final WorkerSettings settings;
    private final TestWorld world;

    public TestRun(FaultRun faults, Worker.Builder worker) {
        Registry registry = worker.registry();
        this.settings = worker.settings();
        this.world = new TestWorld(faults, () -> book.noting(registry), settings);
    }

    public TestWorld world() {
        return world;
    }

    public ActivityBook book() {
        return book;
    }

    public TaskHubEngine engine() {
        return world.engine();
    }

    public WorkerSettings settings() {
        return settings;
    }

    /** What it has led to, once nothing is left to do at the present time. */
    public Recording recording() {
        boolean unused = world.runUntil(() -> false);
        return Recording.of(world.engine(), book);
    }
}
