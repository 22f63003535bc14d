package dev.perdure.engine;

import dev.perdure.core.protocol.HistoryEvent;
import java.util.List;

/**
 * Some events of the history of one execution, one after the other. Immutable.
 *
 * @param executionId the execution they are of
 * @param events oldest first; the events of a turn are never torn apart
 * @param next the position of the first event after them
 * @param last whether these were all that there were when they were read
 */
public record HistoryPart(String executionId, List<HistoryEvent> events, long next, boolean last) {

    public HistoryPart {
        events = List.copyOf(events);
    }
}
