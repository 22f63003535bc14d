package dev.perdure.sdk;

import dev.perdure.core.InstanceId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a sub-orchestration is started. Each method returns changed options and leaves these as they are.
 *
 * <p>Immutable.
 */
public final class SubOrchestrationOptions {

    private static final SubOrchestrationOptions DEFAULTS = new SubOrchestrationOptions(null, null, null, Map.of());

    private final @Nullable String instanceId;
    private final @Nullable RetryHandler retry;
    private final @Nullable String version;
    private final Map<String, String> tags;

    private SubOrchestrationOptions(
            @Nullable String instanceId,
            @Nullable RetryHandler retry,
            @Nullable String version,
            Map<String, String> tags) {
        this.instanceId = instanceId;
        this.retry = retry;
        this.version = version;
        this.tags = tags;
    }

    /** An instance id chosen by the host, one try, no version, no tags. */
    public static SubOrchestrationOptions defaults() {
        return DEFAULTS;
    }

    /**
     * With this instance id. The task fails if an instance of that id is under way. All tries of a retry policy use it:
     * each replaces the one before. Without an instance id, each try is an instance of its own.
     *
     * @throws dev.perdure.core.InvalidInstanceIdException if that is no legal instance id
     */
    public SubOrchestrationOptions instanceId(String id) {
        return new SubOrchestrationOptions(InstanceId.requireValid(id), retry, version, tags);
    }

    /** With failures retried by this policy, such as a {@link RetryPolicy}. */
    public SubOrchestrationOptions retry(RetryHandler policy) {
        return new SubOrchestrationOptions(instanceId, Objects.requireNonNull(policy, "policy"), version, tags);
    }

    /** With this version, which the sub-orchestration can read. */
    public SubOrchestrationOptions version(String value) {
        return new SubOrchestrationOptions(instanceId, retry, Objects.requireNonNull(value, "value"), tags);
    }

    /** With one more tag, or another value for it. */
    public SubOrchestrationOptions tag(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(tags);
        more.put(name, Objects.requireNonNull(value, "value"));
        return new SubOrchestrationOptions(instanceId, retry, version, Collections.unmodifiableMap(more));
    }

    /** The instance id; empty if the host is to choose. */
    public Optional<String> instanceId() {
        return Optional.ofNullable(instanceId);
    }

    /** The retry policy; empty for one try. */
    public Optional<RetryHandler> retry() {
        return Optional.ofNullable(retry);
    }

    /** The version; empty for none. */
    public Optional<String> version() {
        return Optional.ofNullable(version);
    }

    /** The tags, in the order in which they were given; cannot be changed. */
    public Map<String, String> tags() {
        return tags;
    }
}
