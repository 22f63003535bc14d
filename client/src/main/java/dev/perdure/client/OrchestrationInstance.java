package dev.perdure.client;

import dev.perdure.client.internal.VirtualThreads;
import dev.perdure.core.data.DataConverter;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One orchestration instance, seen through the client that started it or was asked for it. Immutable and thread-safe;
 * holds no connection.
 *
 * @param <O> the output
 */
public final class OrchestrationInstance<O> {

    private final DurableClient client;
    private final DataConverter converter;
    private final String instanceId;
    private final Type outputType;
    private final boolean attached;

    OrchestrationInstance(
            DurableClient client, DataConverter converter, String instanceId, Type outputType, boolean attached) {
        this.client = client;
        this.converter = converter;
        this.instanceId = instanceId;
        this.outputType = outputType;
        this.attached = attached;
    }

    public String instanceId() {
        return instanceId;
    }

    /** Whether the instance was there already and a start with an attaching {@link IdReuse} only found it. */
    public boolean wasAttached() {
        return attached;
    }

    /**
     * Waits until the instance has ended and returns its output; null if it ended without one. Blocks for {@code timeout}
     * at most, and up to a second longer if the host does not answer then; holds no connection meanwhile.
     *
     * @throws OrchestrationFailedException if it failed, or was terminated or canceled
     * @throws WaitTimeoutException if it has not ended when {@code timeout} is over; it goes on
     * @throws InstanceNotFoundException if there is no such instance (any more)
     * @throws dev.perdure.core.data.DataConversionException if the output does not fit its type
     */
    // The converter is asked for the very type O stands for.
    @SuppressWarnings("unchecked")
    public @Nullable O join(Duration timeout) {
        InstanceStatus status = client.waitForCompletion(instanceId, timeout);
        return switch (status.runtimeStatus()) {
            case COMPLETED -> (O) converter.deserialize(status.outputJson().orElse(null), outputType);
            case PENDING, RUNNING, SUSPENDED, CONTINUED_AS_NEW, FAILED, TERMINATED, CANCELED ->
                throw new OrchestrationFailedException(status);
        };
    }

    /**
     * {@link #join} on a virtual thread: for callers that may not block, and to combine the outputs of several instances.
     * The future fails with what {@code join} throws. Canceling it ends neither the waiting nor the instance.
     */
    public CompletableFuture<@Nullable O> joinAsync(Duration timeout) {
        return VirtualThreads.supply("perdure-client-join", () -> join(timeout));
    }

    /** The instance as it is now, or empty if there is none (any more). */
    public Optional<InstanceStatus> status() {
        return client.status(instanceId);
    }

    /** The id. */
    @Override
    public String toString() {
        return "instance '" + instanceId + "'";
    }
}
