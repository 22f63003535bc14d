package dev.perdure.engine;

import com.google.protobuf.StringValue;
import dev.perdure.engine.record.Command;
import dev.perdure.engine.record.RestartInstance;
import dev.perdure.engine.record.StartInstance;
import dev.perdure.engine.runtime.Hub;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Restarts across partitions: the partition of the old instance names the new one, that of the new one starts it, and
 * both remember their answer under the request's key. Whatever comes between them, a repeated request ends with the one
 * instance named first.
 *
 * <p>Thread-safe: stateless.
 */
final class Restarts {

    private Restarts() {}

    static CompletableFuture<Outcome> run(Hub hub, RestartInstance restart) {
        return hub.request(restart.getInstanceId(), Command.newBuilder().setRestart(restart))
                .thenCompose(outcome -> outcome instanceof Outcome.Done named && isElsewhere(hub, restart, named)
                        ? start(hub, restart, named)
                        : CompletableFuture.completedFuture(outcome));
    }

    private static boolean isElsewhere(Hub hub, RestartInstance restart, Outcome.Done named) {
        int partitions = hub.store().getPartitions();
        return PartitionOf.instance(named.instanceId(), partitions)
                != PartitionOf.instance(restart.getInstanceId(), partitions);
    }

    private static CompletableFuture<Outcome> start(Hub hub, RestartInstance restart, Outcome.Done named) {
        return hub.readLater(reads -> reads.instance(restart.getInstanceId(), true))
                .thenCompose(source -> hub.request(
                        named.instanceId(),
                        source.map(view -> Command.newBuilder().setStart(again(view, restart, named)))
                                .orElseGet(() -> Command.newBuilder().setRestart(gone(restart, named)))));
    }

    private static StartInstance again(InstanceView source, RestartInstance restart, Outcome.Done named) {
        StartInstance.Builder start = StartInstance.newBuilder()
                .setInstanceId(named.instanceId())
                .setExecutionId(named.executionId())
                .setName(source.name())
                .putAllTags(new TreeMap<>(source.tags()));
        if (source.version() != null) {
            start.setVersion(StringValue.of(source.version()));
        }
        if (source.input() != null) {
            start.setInput(StringValue.of(source.input()));
        }
        if (restart.hasKey()) {
            start.setKey(restart.getKey());
        }
        return start.build();
    }

    /** There is nothing to start from any more, but the new instance may have been started before. */
    private static RestartInstance gone(RestartInstance restart, Outcome.Done named) {
        return restart.toBuilder().setNewInstanceId(named.instanceId()).build();
    }
}
