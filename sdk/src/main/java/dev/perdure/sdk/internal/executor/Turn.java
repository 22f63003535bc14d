package dev.perdure.sdk.internal.executor;

import dev.perdure.core.protocol.HistoryEvent;
import java.util.List;

/**
 * One turn for an orchestrator to run. The lists are read, never changed.
 *
 * @param instanceId the instance, for messages
 * @param executionId its execution; may be empty on the first turn of a host that tells it only in the history
 * @param pastEvents the committed history; empty for an orchestrator that continues live
 * @param newEvents what has happened since
 * @param sink gets the answer
 */
public record Turn(
        String instanceId,
        String executionId,
        List<HistoryEvent> pastEvents,
        List<HistoryEvent> newEvents,
        TurnSink sink) {}
