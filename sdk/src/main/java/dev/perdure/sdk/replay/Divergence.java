package dev.perdure.sdk.replay;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The first place where an orchestrator's code does something else than its history says it did. Immutable.
 *
 * @param eventNumber which event of the history it is, 1 for the first; one more than there are if the code goes on where
 *     the history ends
 * @param rows what differs, by ascending id
 * @param line the source line of the call that differs, or where the code waited instead, as in a stack trace; null if it
 *     is not known
 * @param message all of it for people, in several lines
 */
public record Divergence(
        int eventNumber, List<Row> rows, @Nullable String line, String message) {

    /**
     * One line of the two columns.
     *
     * @param id the id of the action in the execution, counted from 0; -1 for what is no action, such as an end
     * @param expected what the history says
     * @param actual what the code did
     */
    public record Row(int id, String expected, String actual) {}

    public Divergence {
        rows = List.copyOf(rows);
    }

    /** The source line, if it is known. */
    public Optional<String> sourceLine() {
        return Optional.ofNullable(line);
    }
}
