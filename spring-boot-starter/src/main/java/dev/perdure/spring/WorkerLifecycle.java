package dev.perdure.spring;

import dev.perdure.sdk.Worker;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the worker of an application: work begins when all beans are there, before a web server takes requests, and ends
 * after it has answered the last one.
 *
 * <p>Thread-safe.
 */
public final class WorkerLifecycle implements SmartLifecycle {

    /** Below the phases of web servers: lower ones start first and stop last. */
    private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 4096;

    private final Supplier<Worker> start;
    private final AtomicReference<@Nullable Worker> worker = new AtomicReference<>();

    WorkerLifecycle(Supplier<Worker> start) {
        this.start = start;
    }

    @Override
    public void start() {
        if (worker.get() == null) {
            worker.set(start.get());
        }
    }

    /** Waits for running turns and activities, as {@link Worker#close()} does. */
    @Override
    public void stop() {
        Worker running = worker.getAndSet(null);
        if (running != null) {
            running.close();
        }
    }

    @Override
    public boolean isRunning() {
        return worker.get() != null;
    }

    /** Whether the worker runs and has a connection to its host. */
    public boolean isConnected() {
        Worker running = worker.get();
        return running != null && running.isConnected();
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
