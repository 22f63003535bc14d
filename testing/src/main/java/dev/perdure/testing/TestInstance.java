package dev.perdure.testing;

import dev.perdure.client.InstanceStatus;
import dev.perdure.client.OrchestrationFailedException;
import dev.perdure.core.RuntimeStatus;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One instance in the hub of a test.
 *
 * <p>Confined to the test's thread.
 *
 * @param <O> the output
 */
public final class TestInstance<O> {

    private final DurableHub hub;
    private final String instanceId;
    private final Type outputType;

    TestInstance(DurableHub hub, String instanceId, Type outputType) {
        this.hub = hub;
        this.instanceId = instanceId;
        this.outputType = outputType;
    }

    public String instanceId() {
        return instanceId;
    }

    /**
     * Lets the hub work, and the time pass, until the instance has ended, and returns its output; null if it has none.
     *
     * @throws OrchestrationFailedException if it failed, or was terminated or canceled
     * @throws StuckInstanceError if nothing can run any more and the instance has not ended
     * @throws dev.perdure.client.InstanceNotFoundException if there is no such instance
     * @throws dev.perdure.core.data.DataConversionException if the output does not fit its type
     */
    @SuppressWarnings("unchecked") // the converter is asked for the very type O stands for
    public @Nullable O join() {
        InstanceStatus status = waitForCompletion();
        if (status.runtimeStatus() != RuntimeStatus.COMPLETED) {
            throw new OrchestrationFailedException(status);
        }
        return (O) hub.converter().deserialize(status.outputJson().orElse(null), outputType);
    }

    /** As {@link DurableHub#waitForCompletion}. */
    public InstanceStatus waitForCompletion() {
        return hub.waitForCompletion(instanceId);
    }

    /** As {@link DurableHub#raiseEvent}. */
    public void raiseEvent(String eventName, @Nullable Object payload) {
        hub.raiseEvent(instanceId, eventName, payload);
    }

    /** The instance as it is now, or empty if there is none (any more). */
    public Optional<InstanceStatus> status() {
        return hub.status(instanceId);
    }

    /** The history of its present execution, as far as it is durable. */
    public InstanceHistory history() {
        return hub.history(instanceId);
    }

    DurableHub hub() {
        return hub;
    }

    Type outputType() {
        return outputType;
    }

    /** The id. */
    @Override
    public String toString() {
        return "instance '" + instanceId + "'";
    }
}
