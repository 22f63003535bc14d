package dev.perdure.official;

import com.microsoft.durabletask.DurableTaskGrpcWorkerBuilder;
import com.microsoft.durabletask.TaskActivity;
import com.microsoft.durabletask.TaskActivityFactory;
import com.microsoft.durabletask.TaskOrchestration;
import com.microsoft.durabletask.TaskOrchestrationFactory;
import io.grpc.Channel;

/** A builder of the official worker that takes lambdas. */
final class Registered {

    final DurableTaskGrpcWorkerBuilder builder;

    Registered(int port) {
        builder = new DurableTaskGrpcWorkerBuilder().port(port);
    }

    Registered(Channel channel) {
        builder = new DurableTaskGrpcWorkerBuilder().grpcChannel(channel);
    }

    Registered orchestration(String name, TaskOrchestration code) {
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
        return this;
    }

    Registered activity(String name, TaskActivity code) {
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
        return this;
    }
}
