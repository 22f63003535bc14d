package dev.perdure.engine;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.TaskFailureDetails;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The committed state of one instance at one moment. Immutable.
 *
 * @param scheduledStart the start time asked for, or null
 * @param completedAt when it ended, or null
 * @param input the serialized input, or null if there is none or payloads were not asked for
 * @param output the serialized output (terminated: the reason), likewise
 * @param customStatus the serialized custom status, or null
 * @param failure why it failed, or null
 * @param historyEvents number of events in the history of the current execution
 * @param parentInstanceId the instance that started it as a sub-orchestration, or null
 */
public record InstanceView(
        String instanceId,
        String executionId,
        String name,
        @Nullable String version,
        RuntimeStatus status,
        Instant createdAt,
        Instant lastUpdatedAt,
        @Nullable Instant scheduledStart,
        @Nullable Instant completedAt,
        @Nullable String input,
        @Nullable String output,
        @Nullable String customStatus,
        @Nullable TaskFailureDetails failure,
        Map<String, String> tags,
        long historyEvents,
        @Nullable String parentInstanceId) {}
