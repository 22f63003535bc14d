package dev.perdure.engine.process;

import dev.perdure.engine.Outcome;
import dev.perdure.engine.state.Event;
import java.util.List;

/**
 * What a command leads to. Immutable.
 *
 * @param events to be applied in order; empty if nothing changes
 * @param outcome the answer to the asker; of commands nobody waits for, {@link #UNASKED}, or {@link #STALE} where the
 *     command no longer fitted
 */
public record Decision(List<Event> events, Outcome outcome) {

    /** The outcome of a command nobody asked for. */
    public static final Outcome UNASKED = new Outcome.Done("", "", 0);

    /** The outcome of a completion or message that no longer fits. */
    public static final Outcome STALE = new Outcome.Done("", "", -1);

    /** Whether the command was a completion or message that no longer fits and changes nothing. */
    public boolean isStale() {
        return outcome.equals(STALE);
    }

    static Decision unasked(List<Event> events) {
        return new Decision(events, UNASKED);
    }

    static Decision stale() {
        return new Decision(List.of(), STALE);
    }

    static Decision rejected(Outcome.Reason reason, String message) {
        return new Decision(List.of(), new Outcome.Rejected(reason, message));
    }
}
