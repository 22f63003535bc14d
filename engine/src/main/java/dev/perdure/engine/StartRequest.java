package dev.perdure.engine;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a new orchestration instance. Immutable.
 *
 * @param instanceId a legal instance id ({@link dev.perdure.core.InstanceId})
 * @param name the orchestrator's name, not empty
 * @param version its version, or null
 * @param input the serialized input, or null if there is none (distinct from the text {@code null})
 * @param scheduledStart not before this time, or null for now
 * @param tags free labels of the instance
 * @param traceParent W3C trace context of the caller, or null
 * @param traceState what goes with it, or null
 * @param key makes a repeated request harmless, or null
 * @param reuse what happens if the id is taken
 */
public record StartRequest(
        String instanceId,
        String name,
        @Nullable String version,
        @Nullable String input,
        @Nullable Instant scheduledStart,
        Map<String, String> tags,
        @Nullable String traceParent,
        @Nullable String traceState,
        @Nullable RequestKey key,
        IdReuse reuse) {

    public StartRequest {
        tags = Map.copyOf(tags);
    }

    /** A start under {@link IdReuse#DEFAULT}. */
    public StartRequest(
            String instanceId,
            String name,
            @Nullable String version,
            @Nullable String input,
            @Nullable Instant scheduledStart,
            Map<String, String> tags,
            @Nullable String traceParent,
            @Nullable RequestKey key) {
        this(instanceId, name, version, input, scheduledStart, tags, traceParent, null, key, IdReuse.DEFAULT);
    }

    /** A start without trace state. */
    public StartRequest(
            String instanceId,
            String name,
            @Nullable String version,
            @Nullable String input,
            @Nullable Instant scheduledStart,
            Map<String, String> tags,
            @Nullable String traceParent,
            @Nullable RequestKey key,
            IdReuse reuse) {
        this(instanceId, name, version, input, scheduledStart, tags, traceParent, null, key, reuse);
    }
}
