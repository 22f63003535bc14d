package dev.perdure.client;

import dev.perdure.core.InstanceId;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How an instance is to be started. Immutable: each method that sets something returns another object. */
public final class StartOptions {

    private static final StartOptions DEFAULTS = new StartOptions(null, null);
    private static final Pattern TRACE_PARENT = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private final @Nullable String instanceId;
    private final @Nullable String traceParent;

    private StartOptions(@Nullable String instanceId, @Nullable String traceParent) {
        this.instanceId = instanceId;
        this.traceParent = traceParent;
    }

    /** A random instance id, no trace. */
    public static StartOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Gives the instance this id. While an instance of the id is active, the start is refused with
     * {@link InstanceAlreadyExistsException}.
     *
     * @throws dev.perdure.core.InvalidInstanceIdException if the id is not legal
     */
    public StartOptions instanceId(String id) {
        return new StartOptions(InstanceId.requireValid(id), traceParent);
    }

    /**
     * Runs the instance under this W3C trace context.
     *
     * @param value a {@code traceparent}, as in {@code 00-<32 hex digits>-<16 hex digits>-01}
     * @throws IllegalArgumentException if it has another form
     */
    public StartOptions traceParent(String value) {
        if (!TRACE_PARENT.matcher(value).matches()) {
            throw new IllegalArgumentException("'" + value + "' is not a W3C traceparent.");
        }
        return new StartOptions(instanceId, value);
    }

    /** The id the instance is to have; empty for a random one. */
    public Optional<String> instanceId() {
        return Optional.ofNullable(instanceId);
    }

    /** The W3C trace context to run under; empty for none. */
    public Optional<String> traceParent() {
        return Optional.ofNullable(traceParent);
    }
}
