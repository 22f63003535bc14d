package dev.perdure.host.waiting;

import java.util.List;

/** What a poll comes back with. */
public sealed interface WaitAnswer {

    /**
     * What is ready now; all lists are empty if the time was over first, or a newer poll has taken the place of this one.
     * An id comes again with every poll until the client drops it. Immutable.
     *
     * @param ended instances that have ended
     * @param started instances whose first turn is done
     * @param missing ids that no instance has, or has any more
     */
    record Ready(List<String> ended, List<String> started, List<String> missing) implements WaitAnswer {
        public Ready {
            ended = List.copyOf(ended);
            started = List.copyOf(started);
            missing = List.copyOf(missing);
        }
    }

    /** This host does not know the session, or not what it waits for: the client has to say all of it. */
    record UnknownSession() implements WaitAnswer {}

    /** The session would wait for too many instances. Nothing of the question was taken. */
    record TooManyIds(int idsMax) implements WaitAnswer {}

    /** The host has as many sessions, or waits for as many instances, as it may. Trying again later is sensible. */
    record Full(String limit) implements WaitAnswer {}
}
