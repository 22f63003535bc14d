package dev.perdure.client.waiting;

import java.util.List;

/**
 * What one poll says to the host. Immutable.
 *
 * @param number greater than that of every question before
 * @param full whether it names everything that is waited for, instead of only what is new
 */
record Question(long number, boolean full, List<String> ended, List<String> started, List<String> drop) {

    Question {
        ended = List.copyOf(ended);
        started = List.copyOf(started);
        drop = List.copyOf(drop);
    }
}
