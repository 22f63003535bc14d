package dev.perdure.sdk.internal.worker;

import dev.perdure.core.worker.WorkHost;

/** Keeps a worker connected to its host and serves what comes. Thread-safe. */
public final class WorkerLoop implements AutoCloseable {

    public WorkerLoop(Registry registry, WorkerSettings settings, WorkHost host) {}

    public void start() {}

    public String workerId() {
        return "";
    }

    public boolean isConnected() {
        return false;
    }

    @Override
    public void close() {}
}
