package dev.perdure.benchmarks.remote;

import com.microsoft.durabletask.DurableTaskGrpcWorkerBuilder;
import com.microsoft.durabletask.Task;
import com.microsoft.durabletask.TaskActivity;
import com.microsoft.durabletask.TaskActivityFactory;
import com.microsoft.durabletask.TaskOrchestration;
import com.microsoft.durabletask.TaskOrchestrationFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The measured programs on the official Java SDK. The process says that it is ready on standard output, and ends when its
 * standard input does.
 */
public final class OfficialWorker {

    private final DurableTaskGrpcWorkerBuilder builder;

    private OfficialWorker(int port) {
        builder = new DurableTaskGrpcWorkerBuilder().port(port);
    }

    /**
     * Serves the host at a port of this machine.
     *
     * @param arguments the port
     */
    public static void main(String[] arguments) throws IOException {
        OfficialWorker worker = new OfficialWorker(Integer.parseInt(arguments[0]));
        worker.register();
        worker.builder.build().start();
        System.out.println("worker ready");
        while (System.in.read() >= 0) {
            // Nothing is ever sent.
        }
        System.exit(0);
    }

    private void register() {
        orchestrator("sequence", context -> {
            int sum = 0;
            int steps = context.getInput(Integer.class);
            for (int i = 0; i < steps; i++) {
                sum += context.callActivity("noop", i, Integer.class).await();
            }
            context.complete(sum);
        });
        orchestrator("fan-out", fanOut("noop"));
        orchestrator("fan-out-of-seconds", fanOut("second"));
        activity("noop", context -> context.getInput(Integer.class));
        activity("second", context -> {
            try {
                Thread.sleep(1_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return context.getInput(Integer.class);
        });
    }

    private static TaskOrchestration fanOut(String activity) {
        return context -> {
            List<Task<Integer>> tasks = new ArrayList<>();
            int width = context.getInput(Integer.class);
            for (int i = 0; i < width; i++) {
                tasks.add(context.callActivity(activity, i, Integer.class));
            }
            context.complete(context.allOf(tasks).await().size());
        };
    }

    private void orchestrator(String name, TaskOrchestration code) {
        DurableTaskGrpcWorkerBuilder unused = builder.addOrchestration(new TaskOrchestrationFactory() {
            @Override
            public String getName() {
                return name;
            }

            @Override
            public TaskOrchestration create() {
                return code;
            }
        });
    }

    private void activity(String name, TaskActivity code) {
        DurableTaskGrpcWorkerBuilder unused = builder.addActivity(new TaskActivityFactory() {
            @Override
            public String getName() {
                return name;
            }

            @Override
            public TaskActivity create() {
                return code;
            }
        });
    }
}
