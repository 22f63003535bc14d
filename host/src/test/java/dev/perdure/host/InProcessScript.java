package dev.perdure.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;
import dev.perdure.engine.Reach;
import dev.perdure.engine.TaskHubEngine;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs {@link ScriptedWorker} directly on an engine. */
public final class InProcessScript implements AutoCloseable {

    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private final TaskHubEngine engine;
    private final WorkerConnection connection;

    public InProcessScript(TaskHubEngine engine) {
        this.engine = engine;
        this.connection = engine.connect(ScriptedWorker.announcement(), Reach.IN_PROCESS, new Listener());
        awaitNames();
    }

    /** The names of a worker are known once they are committed, some time after it is connected. */
    private void awaitNames() {
        List<String> names = ScriptedWorker.announcement().getPerdureWorker().getOrchestratorsList();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!engine.announcedOrchestrators().containsAll(names)) {
            assertThat(System.nanoTime()).as("time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        connection.close();
        threads.shutdown();
    }

    private final class Listener implements WorkItemListener {
        @Override
        public void onWorkItem(WorkItem item) {
            threads.execute(() -> {
                if (item.hasOrchestratorRequest()) {
                    engine.completeTurn(ScriptedWorker.answer(item.getOrchestratorRequest(), item.getCompletionToken()))
                            .join();
                } else if (item.hasActivityRequest()) {
                    engine.completeActivity(ScriptedWorker.answer(item.getActivityRequest(), item.getCompletionToken()))
                            .join();
                }
            });
        }

        @Override
        public void onClosed(@Nullable Throwable cause) {}
    }
}
