package dev.perdure.crashtest.journal;

import java.util.List;
import java.util.Objects;

/**
 * What the host tells of an instance when all is over. Immutable.
 *
 * @param status the name of its status, or {@link Operation#ABSENT}
 * @param executionId its last execution; empty if absent
 * @param program what it was started as; empty if absent
 * @param output its output, if that is a list of texts; else empty
 * @param completed the results of the activities that its history holds as completed
 * @param raised the {@code sender#number} of the events in its history
 * @param readNanos when it was asked for
 */
public record FinalState(
        String instanceId,
        String status,
        String executionId,
        String program,
        List<String> output,
        List<String> completed,
        List<String> raised,
        long readNanos) {

    public FinalState {
        Objects.requireNonNull(instanceId, "instanceId");
        Objects.requireNonNull(status, "status");
        output = List.copyOf(output);
        completed = List.copyOf(completed);
        raised = List.copyOf(raised);
    }
}
