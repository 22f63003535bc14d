package dev.perdure.host.grpc;

import dev.perdure.core.InstanceId;
import dev.perdure.core.protocol.GetInstanceRequest;
import dev.perdure.core.protocol.GetInstanceResponse;
import dev.perdure.engine.InstanceView;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.WaitCondition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that wait for instances, known or not yet known. One that waits holds no thread; one that gives up, or whose
 * deadline passes, is forgotten at once.
 *
 * <p>Thread-safe.
 */
final class InstanceWaiting {

    /** How many may wait at once. */
    static final int WAITS_MAX = 100_000;

    private final TaskHubEngine engine;
    private final Executor reads;
    private final Map<Object, CompletableFuture<InstanceView>> waits = new ConcurrentHashMap<>();
    private final AtomicInteger number = new AtomicInteger();
    private volatile boolean closing;

    /** @param reads where inputs and outputs are read for those whose wait is over */
    InstanceWaiting(TaskHubEngine engine, Executor reads) {
        this.engine = engine;
        this.reads = reads;
    }

    /** To be called before the service method returns, as it asks to be told of cancellation. */
    CompletableFuture<GetInstanceResponse> await(
            GetInstanceRequest request, WaitCondition condition, ServerCallStreamObserver<GetInstanceResponse> client) {
        String instanceId = InstanceId.requireValid(request.getInstanceId());
        if (number.incrementAndGet() > WAITS_MAX) {
            number.decrementAndGet();
            throw Status.RESOURCE_EXHAUSTED
                    .withDescription(WAITS_MAX + " clients wait for instances already; try again later.")
                    .asRuntimeException();
        }
        CompletableFuture<InstanceView> wait = engine.waitFor(instanceId, condition);
        Object handle = new Object();
        waits.put(handle, wait);
        CompletableFuture<InstanceView> unused = wait.whenComplete((view, failure) -> {
            waits.remove(handle);
            number.decrementAndGet();
        });
        client.setOnCancelHandler(() -> wait.cancel(false));
        if (closing) {
            refuse(wait);
        }
        return request.getGetInputsAndOutputs()
                ? wait.thenApplyAsync(this::withPayloads, reads)
                : wait.thenApply(StateMessages::foundWithoutPayloads);
    }

    /** Who waits now, or begins to, is told that the host is closing. */
    void close() {
        closing = true;
        waits.values().forEach(InstanceWaiting::refuse);
    }

    private static void refuse(CompletableFuture<InstanceView> wait) {
        wait.completeExceptionally(Status.UNAVAILABLE
                .withDescription("The host is closing; ask again once it is back.")
                .asRuntimeException());
    }

    /** If another execution has taken its place meanwhile, what is known without payloads. */
    private GetInstanceResponse withPayloads(InstanceView seen) {
        return StateMessages.found(engine.instance(seen.instanceId(), true)
                .filter(view -> view.executionId().equals(seen.executionId()))
                .orElse(seen));
    }
}
