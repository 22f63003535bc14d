package dev.perdure.simulator.report;

import java.util.Locale;

/** What must hold whatever happens. Each is a named check. */
public enum Invariant {
    /** An acknowledged start exists until it is purged. */
    NO_LOST_START,
    /** One id and idempotency key, one execution. */
    NO_DOUBLE_START,
    /** A terminal status never changes except by an explicit rewind, restart or replacement. */
    ONE_TERMINAL_STATE,
    /** History is append-only and gap-free within an execution; replaying it gives what is stored. */
    HISTORY_REPLAYS,
    /** An acknowledged event reaches its instance exactly once, in order per sender. */
    NO_LOST_EVENT,
    /** A scheduled activity runs at least once and completes exactly once; every re-run is counted. */
    ONE_COMPLETION,
    /** A timer fires once and never early. */
    TIMER_NOT_EARLY,
    /** Operations on an entity apply exactly once, one at a time, in order per sender; locks are released. */
    ENTITY_SERIAL,
    /** A parent gets exactly one result per child. */
    PARENT_ONCE,
    /** Purge never removes a live instance unless forced by name, and leaves no orphan. */
    PURGE_CLEAN,
    /** No reply, activity or message leaves before its cause is durable. */
    DURABLE_BEFORE_VISIBLE,
    /** The state after crash and restart is the fold of the commands that became durable. */
    RECOVER_EQUALS,
    /** Once all faults are over, everything ends or says what it waits for. */
    NOTHING_STUCK,
    /** The engine stops only for a fault of its disk. */
    ENGINE_RUNS;

    /** As it is written: {@code no-lost-start}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
