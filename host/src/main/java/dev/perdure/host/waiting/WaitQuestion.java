package dev.perdure.host.waiting;

import java.util.List;

/**
 * What a client says when it polls. Immutable.
 *
 * @param session an id that the client has chosen; all its polls carry it
 * @param number greater than that of every question before, or 0 if the client does not count; one that was overtaken is not
 *     taken
 * @param full whether the lists are all it waits for; else they come on top of what it said before
 * @param completion ids of instances to wait for until they end
 * @param start ids of instances to wait for until their first turn is done
 * @param drop ids it does not wait for any more, in whatever way
 */
public record WaitQuestion(
        String session, long number, boolean full, List<String> completion, List<String> start, List<String> drop) {

    public WaitQuestion {
        completion = List.copyOf(completion);
        start = List.copyOf(start);
        drop = List.copyOf(drop);
    }
}
