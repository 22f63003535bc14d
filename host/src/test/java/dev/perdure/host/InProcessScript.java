package dev.perdure.host;

import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;
import dev.perdure.engine.Reach;
import dev.perdure.engine.TaskHubEngine;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Runs {@link ScriptedWorker} directly on an engine. */
public final class InProcessScript implements AutoCloseable {

    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private final TaskHubEngine engine;
    private final WorkerConnection connection;

    public InProcessScript(TaskHubEngine engine) {
        this.engine = engine;
        this.connection = engine.connect(ScriptedWorker.announcement(), Reach.IN_PROCESS, new Listener());
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
