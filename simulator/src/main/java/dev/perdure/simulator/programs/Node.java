package dev.perdure.simulator.programs;

import java.util.List;

/** A piece of a random program. Immutable. */
sealed interface Node {

    /** Something that can be begun without waiting for it. */
    sealed interface Begun extends Node {}

    /** An activity that answers its argument, unless it is to fail: tries below {@code succeedsAt} do. */
    record Activity(int succeedsAt, int tries, int waitSeconds) implements Begun {}

    record Timer(int seconds) implements Begun {}

    record Event(String name) implements Begun {}

    /** Another program, as a sub-orchestration. */
    record Child(long seed) implements Begun {}

    record EntityCall(int entity) implements Begun {}

    record EventWithin(String name, int seconds) implements Node {}

    record Signal(int entity) implements Node {}

    /** Sends itself an event. */
    record SendEvent(String name) implements Node {}

    record All(List<Begun> tasks) implements Node {}

    /** Waits for the first; the others are waited for later, or never. */
    record Any(List<Begun> tasks, boolean rest) implements Node {}

    record Section(int entity, int other, Node body) implements Node {}

    record Status() implements Node {}

    /** Notes time, a UUID, and which tasks are done. */
    record Look() implements Node {}

    record Throw() implements Node {}

    record Try(Node body, Node handler, Node last) implements Node {}

    record Loop(int times, Node body) implements Node {}

    record Sequence(List<Node> nodes) implements Node {}

    /**
     * A whole program.
     *
     * @param rounds how often it continues as new
     * @param keepEvents whether events go on to the next round
     */
    record Whole(Node body, int rounds, boolean keepEvents) {}
}
